"""Begin and end a person's session."""

from governance.actions import Action
from governance.models import User
from governance.recording import governed


def open_session(*, actor: User) -> None:
    """Record that a person logged in; refuses a closed account.

    The caller sets the cookie afterwards: without the entry there is no session.
    """
    with governed(actor, Action.SESSION_OPENED, actor):
        pass


def close_session(*, actor: User) -> None:
    """Record that a person logged out."""
    with governed(actor, Action.SESSION_CLOSED, actor):
        pass
