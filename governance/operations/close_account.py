"""Close an account, and open it again."""

from governance.actions import Action
from governance.exceptions import Conflict, IllegalMove
from governance.faces import faces
from governance.models import User
from governance.recording import governed


def close_account(*, actor: User, person: User, reason: str) -> User:
    """From the next request on this account can do nothing, however it comes.

    Sessions, tokens and scoring keys end, queued work in its name is refused. Its
    grants stay as they are and allow nothing while it is closed; as an owner it no
    longer counts, and the service accounts that it answers for stand still. Whoever may
    share the project of a service account closes that one. Refuses the actor's own
    accounts, one of the system, and a closed one.
    """
    with governed(actor, Action.PERSON_CLOSED, person, reason=reason) as record:
        row: User = record.subject
        _refuse(actor, row)
        if not row.is_active:
            raise Conflict("This account is closed already.")
        row.is_active = False
        row.save(update_fields=["is_active"])
        record.change("is_active", True, False)  # noqa: FBT003 - before and after
    return row


def reopen_account(*, actor: User, person: User, reason: str) -> User:
    """The account may log in again, with those of its grants that are in force.

    Refuses like `close_account`, and an account that is open.
    """
    with governed(actor, Action.PERSON_REOPENED, person, reason=reason) as record:
        row: User = record.subject
        _refuse(actor, row)
        if row.is_active:
            raise Conflict("This account is open already.")
        row.is_active = True
        row.save(update_fields=["is_active"])
        record.change("is_active", False, True)  # noqa: FBT003 - before and after
    return row


def _refuse(actor: User, person: User) -> None:
    if person.pk in faces([actor.pk]):
        raise IllegalMove("You cannot close or reopen your own account.")
    if person.is_system:
        raise IllegalMove("An account of the system is neither closed nor reopened.")
