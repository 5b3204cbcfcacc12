"""What people wrote in a validation can be erased, from the ledger and its rows."""

import pytest

from governance.models import Disclosure, Entry, User
from governance.operations.erase_disclosure import erase_disclosure
from registry.models import (
    Finding,
    FindingClosure,
    FindingReply,
    ValidationResult,
    ValidationTest,
    Verdict,
    Version,
)
from registry.operations.add_validation_test import add_validation_test
from registry.operations.close_finding import close_finding
from registry.operations.give_verdict import give_verdict
from registry.operations.open_validation import open_validation
from registry.operations.reply_to_finding import reply_to_finding
from tests import make
from tests.registry import validating
from tests.sequenced import sequence

SECRET = "Call Erika Mustermann about this."
WRITTEN = [
    ("validation.test_added", "changes.title.1", ValidationTest, "title"),
    ("validation.test_added", "changes.expected.1", ValidationTest, "expected"),
    ("validation.test_recorded", "changes.actual.1", ValidationResult, "actual"),
    ("finding.raised", "changes.finding.1", Finding, "text"),
    ("finding.replied", "changes.reply.1", FindingReply, "text"),
    ("finding.closed", "why", FindingClosure, "reason"),
    ("validation.decided", "why", Verdict, "reason"),
    ("validation.decided", "changes.conditions.1", Verdict, "conditions"),
]


@pytest.fixture
def written(builder: User, validator: User, version: Version) -> None:
    """A validation in which every text names somebody."""
    opened = open_validation(actor=validator, version=version)
    add_validation_test(
        actor=validator, validation=opened, area="other", title=SECRET, expected=SECRET
    )
    validating.results(validator, opened)
    finding = validating.finding(validator, opened, text=SECRET)
    reply_to_finding(actor=builder, finding=finding, text=SECRET)
    close_finding(actor=validator, finding=finding, reason=SECRET)
    give_verdict(
        actor=validator,
        validation=opened,
        outcome="accepted_with_conditions",
        conditions=SECRET,
        reason=SECRET,
    )
    sequence()


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(("action", "path", "model", "column"), WRITTEN)
def test_each_text_leaves_the_ledger_and_its_row(
    officer: User, action: str, path: str, model: type, column: str
) -> None:
    entry = Entry.objects.filter(action=action).latest("pk")
    erase_disclosure(actor=officer, entry=entry, path=path, reason=make.WHY)
    assert not Disclosure.objects.filter(entry_uuid=entry.uuid, path=path).exists()
    row = model.objects.exclude(erased_at=None).get()  # type: ignore[attr-defined]
    assert (getattr(row, column), row.shown(column)) == ("", "(erased)")


@pytest.mark.usefixtures("written")
def test_two_texts_of_one_row_are_erased_one_after_the_other(officer: User) -> None:
    entry = Entry.objects.get(action="validation.decided")
    for path in ("why", "changes.conditions.1"):
        erase_disclosure(actor=officer, entry=entry, path=path, reason=make.WHY)
    row = Verdict.objects.get()
    assert (row.shown("reason"), row.shown("conditions")) == ("(erased)", "(erased)")


@pytest.mark.usefixtures("written")
def test_no_text_of_a_validation_stands_in_a_body() -> None:
    assert not [e for e in Entry.objects.all() if SECRET.encode() in bytes(e.body)]
