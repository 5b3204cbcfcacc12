"""Give the ledger its first key, or another one."""

from governance.actions import Action
from governance.models import User
from governance.recording import governed
from governance.subjects import SITE


def change_ledger_key(*, actor: User, old: str | None, new: str, reason: str) -> None:
    """Say in the ledger which verifier key its checkpoints have from now on.

    It counts when the checkpoint over this entry is signed by both keys. Only a system
    account may say so.
    """
    with governed(actor, Action.LEDGER_KEY_CHANGED, SITE, reason=reason) as record:
        record.change("key", old, new)
