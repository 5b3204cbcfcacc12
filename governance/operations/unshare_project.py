"""End somebody's role on a project."""

from governance import access
from governance.actions import Action
from governance.exceptions import IllegalMove, NotVisible
from governance.models import Grant, Subject, User
from governance.recording import governed
from governance.rights import Role


def unshare_project(
    *, actor: User, project: Subject, grant: Grant, reason: str
) -> Grant:
    """End a grant on the project now. Refuses the last owner's and one that has ended.

    A project without an owner could be shared by admins only.
    """
    if grant.scope != project.pk:
        raise NotVisible
    with governed(actor, Action.PROJECT_UNSHARED, project, reason=reason) as record:
        counts = grant.valid_until is None and _is_held(grant)
        if grant.role == Role.OWNER and _owners(project) - counts < 1:
            raise IllegalMove("A project keeps one owner. Share it with another first.")
        access.end(grant, record.subject)
        record.disclose("member", grant.member, None)
        record.change("role", grant.role, None)
        record.change("grant", str(grant.pk), None)
    return grant


def _owners(project: Subject) -> int:
    """Owners who stay: without an end, and with somebody active behind the grant."""
    return sum(
        grant.role == Role.OWNER and grant.valid_until is None and _is_held(grant)
        for grant in access.members(project.pk)
    )


def _is_held(grant: Grant) -> bool:
    if grant.user is not None:
        return grant.user.is_active
    return User.objects.filter(groups=grant.group_id, is_active=True).exists()
