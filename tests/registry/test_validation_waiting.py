"""Findings wait for their owner, then for who raised them, until they are closed."""

from governance import inbox
from governance.models import User
from registry.models import Version
from registry.operations.close_finding import close_finding
from registry.operations.open_validation import open_validation
from registry.operations.reply_to_finding import reply_to_finding
from tests import make
from tests.registry import validating


def _waits(person: User) -> list[tuple[str, str]]:
    return [
        (line.what, line.action)
        for line in inbox.waiting(person)
        if line.kind == "Finding"
    ]


def test_who_wrote_last_waits_for_the_other(
    builder: User, validator: User, officer: User, version: Version
) -> None:
    opened = open_validation(actor=validator, version=version)
    finding = validating.finding(validator, opened)
    what = "Finding 1 on hydraulic_model_1"
    assert (_waits(builder), _waits(validator)) == ([(what, "Reply")], [])
    reply_to_finding(actor=builder, finding=finding, text="The data comes in May.")
    assert (_waits(builder), _waits(validator)) == ([], [(what, "Close")])
    assert _waits(officer) == []
    close_finding(actor=validator, finding=finding, reason=make.WHY)
    assert (_waits(builder), _waits(validator)) == ([], [])
