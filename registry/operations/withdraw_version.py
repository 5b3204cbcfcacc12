"""Withdraw a version: it stays, but may no longer be deployed."""

from governance.actions import Action
from governance.exceptions import Conflict
from governance.models import User
from governance.recording import governed
from registry.models import Version, Withdrawal


def withdraw_version(*, actor: User, version: Version, reason: str) -> Version:
    """Mark a version as withdrawn. Its snapshot, releases and predictions stay.

    Refuses a version that is withdrawn already. What runs keeps running until somebody
    deploys or deletes; no new release of it can be made.
    """
    with governed(actor, Action.VERSION_WITHDRAWN, version, reason=reason) as record:
        if Withdrawal.objects.filter(version=version).exists():
            raise Conflict(f"{version} is withdrawn already.")
        Withdrawal.objects.create(version=version, withdrawn_by=actor)
        record.change("state", "registered", "withdrawn")
        record.hash("manifest", version.digest)
    return version
