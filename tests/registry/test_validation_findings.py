"""Findings: raised by a validator, answered by builders, closed by a validator."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from governance.exceptions import (
    AccessDenied,
    IllegalMove,
    InvalidInput,
    ReasonMissing,
)
from governance.models import Entry, User
from registry.models import (
    Finding,
    FindingClosure,
    FindingReply,
    Project,
    Validation,
    Version,
)
from registry.operations.close_finding import close_finding
from registry.operations.give_verdict import give_verdict
from registry.operations.open_validation import open_validation
from registry.operations.reply_to_finding import reply_to_finding
from tests import make
from tests.registry import validating

TODAY = timezone.now().date()


@pytest.fixture
def validation(validator: User, version: Version) -> Validation:
    return open_validation(actor=validator, version=version)


@pytest.fixture
def finding(validator: User, validation: Validation) -> Finding:
    return validating.finding(validator, validation)


def test_a_finding_has_severity_owner_day_and_one_entry(
    builder: User, validator: User, validation: Validation
) -> None:
    before = Entry.objects.count()
    made = validating.finding(validator, validation, test=3)
    assert made.owner == builder
    assert made.test is not None
    assert (made.number, made.test.number, made.is_closed) == (1, 3, False)
    (entry,) = make.entries_since(before)
    assert entry.action == "finding.raised"
    assert b"Group C" not in bytes(entry.body)
    assert validating.finding(validator, validation).number == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"severity": "huge"}, "severity"),
        ({"text": " "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"owner": "nobody"}, "owner"),
        ({"owner": "business"}, "owner"),
        ({"owner": "outsider"}, "owner"),
        ({"owner": "system:operator"}, "owner"),
        ({"due": TODAY - timedelta(days=2)}, "due"),
        ({"due": TODAY + timedelta(days=800)}, "due"),
        ({"test": 99}, "test"),
    ],
)
def test_a_bad_finding_is_refused_by_field(
    validator: User, validation: Validation, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        validating.finding(validator, validation, **changed)
    assert refused.value.field == field
    assert not Finding.objects.exists()


def test_an_unknown_owner_and_a_stranger_are_refused_in_the_same_words(
    validator: User, validation: Validation
) -> None:
    words = set()
    for name in ("nobody-at-all", "outsider"):
        with pytest.raises(InvalidInput) as refused:
            validating.finding(validator, validation, owner=name)
        words.add(refused.value.message)
    assert len(words) == 1


def test_builders_reply_and_a_validator_closes_with_a_reason(
    builder: User, validator: User, finding: Finding
) -> None:
    before = Entry.objects.count()
    reply_to_finding(actor=builder, finding=finding, text="Group C comes in May.")
    close_finding(actor=validator, finding=finding, reason="The data came in May.")
    assert Finding.objects.get().is_closed
    assert FindingReply.objects.get().text == "Group C comes in May."
    assert FindingClosure.objects.get().reason == "The data came in May."
    told = [entry.action for entry in make.entries_since(before)]
    assert told == ["finding.replied", "finding.closed"]


def test_who_builds_does_not_close_and_who_validates_does_not_reply(
    builder: User, validator: User, finding: Finding
) -> None:
    with pytest.raises(AccessDenied):
        close_finding(actor=builder, finding=finding, reason=make.WHY)
    with pytest.raises(AccessDenied):
        reply_to_finding(actor=validator, finding=finding, text="It is fine.")
    assert not FindingReply.objects.exists()
    assert not Finding.objects.get().is_closed


@pytest.mark.parametrize("part", ["owner", "reply"])
def test_who_looks_after_a_finding_or_answered_it_does_not_close_it(
    admin: User, validator: User, validation: Validation, project: Project, part: str
) -> None:
    finding = validating.finding(validator, validation)
    make.share(admin, project, "validator", "data_scientist")
    if part == "owner":
        finding = validating.finding(validator, validation, owner="validator")
    else:
        reply_to_finding(actor=validator, finding=finding, text="It is fine.")
    with pytest.raises(AccessDenied, match="neither looks after it"):
        close_finding(actor=validator, finding=finding, reason=make.WHY)
    assert not FindingClosure.objects.exists()


def test_a_closed_finding_takes_neither_reply_nor_another_end(
    builder: User, validator: User, finding: Finding
) -> None:
    close_finding(actor=validator, finding=finding, reason=make.WHY)
    with pytest.raises(IllegalMove):
        close_finding(actor=validator, finding=finding, reason=make.WHY)
    with pytest.raises(IllegalMove):
        reply_to_finding(actor=builder, finding=finding, text="Too late.")


def test_closing_asks_why(validator: User, finding: Finding) -> None:
    with pytest.raises(ReasonMissing):
        close_finding(actor=validator, finding=finding, reason="done")


@pytest.mark.parametrize("text", ["", " \n", "x" * 2001, "null\x00"])
def test_a_bad_reply_is_refused(builder: User, finding: Finding, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        reply_to_finding(actor=builder, finding=finding, text=text)
    assert refused.value.field == "text"


def test_after_the_verdict_none_is_raised_but_open_ones_go_on(
    builder: User, validator: User, validation: Validation, finding: Finding
) -> None:
    give_verdict(
        actor=validator, validation=validation, outcome="rejected", reason=make.WHY
    )
    with pytest.raises(IllegalMove):
        validating.finding(validator, validation)
    reply_to_finding(actor=builder, finding=finding, text="It is done.")
    close_finding(actor=validator, finding=finding, reason=make.WHY)
    assert Finding.objects.get().is_closed
