"""Make an access token, of one's own or of a service account."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from governance import scopes as projects
from governance.actions import Action
from governance.context import origin
from governance.exceptions import AccessDenied, Conflict, InvalidInput, NotVisible
from governance.models import AccessToken, User
from governance.recording import Record, governed
from governance.rights import PROJECT_RIGHTS, Right
from governance.tokens import MAX_DAYS, MAX_LIVE_TOKENS, SCOPES, digest, new_secret

# A leaked token must not outlive itself, nor the emergency its end.
NO_TOKENS_FROM_TOKENS = "Log in with OpenID Connect to make an access token."


def create_token(  # noqa: PLR0913 - what it is called, allows, reaches, and whose
    *,
    actor: User,
    name: str,
    scopes: Sequence[str],
    days: int,
    project_id: UUID | None = None,
    rights: Sequence[str] = (),
    account: User | None = None,
) -> tuple[AccessToken, str]:
    """A token and its text, which is told once and never again.

    Of the actor, or of a service account that the actor owns. `project_id` and `rights`
    narrow it: to one project, to some of the account's rights; a service account's
    reaches its own project only. Refuses an empty name, unknown scopes and rights, a
    project that the actor does not see, a life of more than 365 days, a closed account,
    and whoever came by a token or as emergency admin.
    """
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise InvalidInput("name", "Give the token a name of 1 to 80 characters.")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise InvalidInput("scopes", f"Choose from: {', '.join(SCOPES)}.")
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInput("days", f"A token lives for 1 to {MAX_DAYS} days.")
    secret = new_secret()
    with governed(actor, Action.TOKEN_CREATED, account or actor) as record:
        if origin().auth in {"token", "emergency"}:
            raise AccessDenied(NO_TOKENS_FROM_TOKENS)
        holder: User = record.subject
        _refuse(holder)
        reach = _reach(actor, holder, project_id)
        token = AccessToken.objects.create(
            user=holder,
            name=name,
            prefix=secret[:8],
            sha256=digest(secret),
            scopes=sorted(scopes),
            project_id=reach,
            rights=_rights(rights, reach),
            expires_at=timezone.now() + timedelta(days=days),
        )
        _tell(record, token)
    return token, secret


def _refuse(holder: User) -> None:
    """The account's row is locked, so the number of its tokens stands."""
    if not holder.is_active:
        raise Conflict("This account is closed. Reopen it first.")
    mine = AccessToken.objects.filter(user=holder, revoked_at=None)
    if mine.filter(expires_at__gt=timezone.now()).count() >= MAX_LIVE_TOKENS:
        raise Conflict(f"{MAX_LIVE_TOKENS} tokens are live. Revoke one first.")


def _reach(actor: User, holder: User, project_id: UUID | None) -> UUID | None:
    """The one project that the token reaches; a service account has no other."""
    home = holder.home_project
    if project_id in {None, home}:
        return home
    if home is not None:
        raise InvalidInput("project_id", f"{holder} belongs to another project.")
    try:
        return projects.find(actor, project_id).pk
    except NotVisible as error:
        raise InvalidInput("project_id", "Choose a project that you see.") from error


def _rights(wanted: Sequence[str], reach: UUID | None) -> list[str]:
    """Codes of rights, each once, in the order of the catalogue."""
    known = PROJECT_RIGHTS if reach is not None else tuple(Right)
    if not set(wanted) <= set(known):
        raise InvalidInput("rights", f"Choose from: {', '.join(known)}.")
    return [right.value for right in known if right in wanted]


def _tell(record: Record, token: AccessToken) -> None:
    record.about(token)
    record.change("scopes", None, ", ".join(token.scopes))
    record.change("expires_at", None, token.expires_at.isoformat())
    if token.project_id is not None:
        record.change("reaches", None, str(token.project_id))
    if token.rights:
        record.change("rights", None, ", ".join(token.rights))
