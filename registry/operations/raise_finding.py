"""Raise a finding: what is wrong, how much, who looks after it, until when."""

from datetime import date, timedelta

from django.utils import timezone

from governance import access
from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.models import User
from governance.recording import Record, governed
from governance.rights import Right
from registry.independence import require_independence
from registry.models import Finding, Validation, ValidationTest
from registry.names import paragraph
from registry.validating import one_of, still_open

MAX_TEXT = 2000
MAX_FINDINGS = 200
LONGEST = timedelta(days=731)
NO_OWNER = "The owner is somebody who may add versions to this project, by username."


def raise_finding(  # noqa: PLR0913 - what a finding is known by
    *,
    actor: User,
    validation: Validation,
    severity: str,
    text: str,
    owner: str,
    due: date,
    test: int | None = None,
) -> Finding:
    """Raise a finding in a validation that is open; `test` is a number of its plan.

    Refuses an unknown severity or test, an owner who may not contribute, a day that is
    over or more than two years away, and over 200 findings.
    """
    severity = one_of("severity", severity, Finding.Severity.values)
    text = paragraph("text", text, limit=MAX_TEXT)
    _check_due(due)
    version = validation.version
    with governed(actor, Action.FINDING_RAISED, version) as record:
        require_independence(actor, version)
        current = still_open(validation)
        finding = Finding.objects.create(
            validation=current,
            test=_test(current, test),
            number=_next_number(current),
            severity=severity,
            text=text,
            owner=_owner(current, owner),
            due=due,
            raised_by=actor,
        )
        _tell(record, finding)
    return finding


def _check_due(due: date) -> None:
    today = timezone.now().date()
    if due < today:
        raise InvalidInput("due", "This day is over.")
    if due > today + LONGEST:
        raise InvalidInput("due", f"This is more than {LONGEST.days} days away.")


def _next_number(validation: Validation) -> int:
    count = validation.findings.count()
    if count >= MAX_FINDINGS:
        raise InvalidInput("text", f"A validation has at most {MAX_FINDINGS} findings.")
    return count + 1


def _test(validation: Validation, number: int | None) -> ValidationTest | None:
    if number is None:
        return None
    found = validation.tests.filter(number=number).first()
    if found is None:
        raise InvalidInput("test", "The plan has no test of this number.")
    return found


def _owner(validation: Validation, username: str) -> User:
    """Somebody unknown and somebody without the right are refused alike."""
    found = User.objects.filter(username=username.strip()[:150]).first()
    if found is None or found.kind != User.Kind.PERSON:
        raise InvalidInput("owner", NO_OWNER)
    if not access.holds(found, Right.CONTRIBUTE, validation.project_id).allowed:
        raise InvalidInput("owner", NO_OWNER)
    return found


def _tell(record: Record, finding: Finding) -> None:
    record.change("number", None, finding.number)
    record.change("finding_id", None, str(finding.pk))
    record.change("severity", None, finding.severity)
    record.change("due", None, finding.due.isoformat())
    if finding.test:
        record.change("test", None, finding.test.number)
    record.disclose("owner", None, finding.owner.username)
    record.disclose("finding", None, finding.text)
