"""End somebody's role on a project."""

from governance import access, grant_facts
from governance.actions import Action
from governance.exceptions import NotVisible
from governance.models import Grant, Subject, User
from governance.recording import governed


def unshare_project(
    *, actor: User, project: Subject, grant: Grant, reason: str
) -> Grant:
    """End a grant on the project now. Refuses the last owner's and one that has ended.

    A project without an owner could be shared by admins only.
    """
    if grant.scope != project.pk:
        raise NotVisible
    with governed(actor, Action.PROJECT_UNSHARED, project, reason=reason) as record:
        access.end(grant, record.subject)
        grant_facts.tell(record, old=grant)
    return grant
