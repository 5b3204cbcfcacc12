"""Close a finding, with the reason."""

from governance.actions import Action
from governance.exceptions import AccessDenied
from governance.faces import meet
from governance.models import User
from governance.recording import governed
from registry.independence import require_independence
from registry.models import Finding, FindingClosure
from registry.validating import still_unclosed

NOT_YOURS = (
    "A finding is closed by a validator who neither looks after it nor answered it."
)


def close_finding(*, actor: User, finding: Finding, reason: str) -> FindingClosure:
    """Close a finding, before the verdict or after it.

    Refuses its owner, whoever replied to it, who built anything of the version, and a
    finding that is closed.
    """
    version = finding.validation.version
    with governed(actor, Action.FINDING_CLOSED, version, reason=reason) as record:
        require_independence(actor, version)
        current = still_unclosed(finding)
        answered = current.replies.values_list("author", flat=True)
        if meet([actor.pk], [current.owner_id, *answered]):
            raise AccessDenied(NOT_YOURS)
        closure = FindingClosure.objects.create(
            finding=current, reason=record.reason, closed_by=actor
        )
        record.change("number", None, current.number)
        record.change("closure_id", None, str(closure.pk))
        record.change("severity", None, current.severity)
        record.change("state", "open", "closed")
    return closure
