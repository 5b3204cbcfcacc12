"""Take a change request back."""

from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import ChangeEnd, ChangeRequest, User
from governance.operations.ending import end, stood
from governance.recording import governed


def withdraw_change(*, actor: User, change: ChangeRequest, reason: str) -> None:
    """End one's own request. Refuses somebody else's, and one that is over."""
    with governed(actor, Action.CHANGE_WITHDRAWN, change, reason=reason) as record:
        if ChangeEnd.objects.filter(change=change).exists():
            raise IllegalMove(f"{change} is over already.")
        row: ChangeRequest = record.subject
        end(record, row, ChangeEnd.State.WITHDRAWN, stood(row))
        record.change("state", "open", "withdrawn")
