"""Say that the ledger is alive while nothing happens."""

from governance.actions import Action
from governance.models import User
from governance.recording import governed
from governance.subjects import SITE


def record_heartbeat(*, actor: User) -> None:
    """An entry without a change: from it follows that nothing happened before it.

    Only a system account may write it.
    """
    with governed(actor, Action.LEDGER_HEARTBEAT, SITE):
        pass
