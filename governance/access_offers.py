"""What a refusal offers: to ask for the role that would have allowed it."""

from dataclasses import dataclass

from governance import access
from governance.access_ending import ask_url
from governance.exceptions import AccessDenied, GovernanceError
from governance.models import User
from governance.rights import PROJECT_ROLES, Right, Role


@dataclass(frozen=True, slots=True)
class Offer:
    """The role to ask for, what it is needed for, and where it is asked for."""

    role: Role
    right: Right
    url: str


def offer(actor: object, error: GovernanceError) -> Offer | None:
    """What to ask for after this refusal; None where more access would not help.

    Only to people who see the project: an offer must not tell that there is one.
    """
    if not isinstance(actor, User) or not isinstance(error, AccessDenied):
        return None
    if error.right is None or error.scope_id is None:
        return None
    roles = [role for role in PROJECT_ROLES if error.right in role.rights]
    if not roles or not access.may(actor, Right.VIEW, error.scope_id).allowed:
        return None
    least = min(roles, key=lambda role: len(role.rights))
    return Offer(least, error.right, ask_url(error.scope_id, least))
