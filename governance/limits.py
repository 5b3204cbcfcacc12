"""What a narrowed token leaves of the rights of its account, for this request.

`access` asks it in `may` and in `visible`, so that every decision and every list
honours it; reads of what is the account's own ask `require_own`. It binds the acting
account alone: whether somebody else may is no matter of the asker's token.
"""

from uuid import UUID

from governance.context import Limits, origin
from governance.exceptions import AccessDenied
from governance.models import AccessToken, User
from governance.rights import Right


def of_token(token: AccessToken) -> Limits | None:
    """The token's limits; None when it has all that its account holds."""
    if token.project_id is None and not token.rights:
        return None
    return Limits(token.user_id, token.project_id, frozenset(token.rights))


def narrowing(actor: User) -> Limits | None:
    """The limits under which the actor acts now; None for anybody else."""
    limits = origin().limits
    return limits if limits is not None and limits.account == actor.pk else None


def refusal(actor: User, right: Right, scope_id: UUID | None) -> str:
    """Why the actor's token does not reach this; empty when it does."""
    limits = narrowing(actor)
    if limits is None:
        return ""
    if limits.rights and right not in limits.rights:
        return f"This token may not {right.label}: it is narrowed to other rights."
    if limits.project is not None and scope_id != limits.project:
        return "This token is narrowed to another project."
    return ""


def refusal_of_own(actor: User, scope_id: UUID | None) -> str:
    """Why the actor's token does not reach what is the actor's own; empty when it does.

    A token that is narrowed to a project, and to no rights, reaches what is in there.
    """
    limits = narrowing(actor)
    inside = limits and limits.project == scope_id is not None and not limits.rights
    if limits is None or inside:
        return ""
    return "This token is narrowed. It does not reach what is the account's own."


def require_own(actor: User) -> None:
    """AccessDenied when a narrowed token asks for what is the account's own.

    Its inbox, its tokens and what it asked for stand in no project.
    """
    because = refusal_of_own(actor, None)
    if because:
        raise AccessDenied(because)
