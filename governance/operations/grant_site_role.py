"""Give or take a role on the whole site."""

from governance import access, grant_facts
from governance.actions import Action
from governance.exceptions import InvalidInput, NotVisible
from governance.models import Grant, User
from governance.operations.share_project import find_other
from governance.recording import governed
from governance.rights import SITE_ROLES, Role
from governance.subjects import SITE, SITE_ID


def grant_site_role(*, actor: User, member: str, role: str, reason: str) -> Grant:
    """Give a person or `group:<name>` a role on the site. Refuses project roles,
    and the actor and their own groups."""
    if role not in SITE_ROLES:
        names = ", ".join(sorted(SITE_ROLES))
        raise InvalidInput("role", f"Choose one of the site's roles: {names}.")
    with governed(actor, Action.SITE_ROLE_GRANTED, SITE, reason=reason) as record:
        holder = find_other(actor, member)
        grant = access.give(
            SITE, holder, Role(role), granted_by=actor, entry=record.uuid
        )
        grant_facts.tell(record, new=grant)
    return grant


def revoke_site_role(*, actor: User, grant: Grant, reason: str) -> Grant:
    """End a role on the site now."""
    if grant.scope != SITE_ID:
        raise NotVisible
    with governed(actor, Action.SITE_ROLE_REVOKED, SITE, reason=reason) as record:
        access.end(grant, SITE)
        grant_facts.tell(record, old=grant)
    return grant
