"""Make a project."""

from governance import access, grant_facts
from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.models import User
from governance.recording import governed
from governance.rights import Role
from governance.subjects import SITE
from registry.models import Project
from registry.names import one_line, paragraph


def create_project(*, actor: User, name: str, description: str = "") -> Project:
    """Make a project that the actor owns.

    Refuses an empty or unprintable name, and one the actor has given already.
    """
    name = one_line("name", name)
    description = paragraph("description", description, limit=500, required=False)
    with governed(actor, Action.PROJECT_CREATED, SITE) as record:
        if Project.objects.filter(owner=actor, name=name).exists():
            raise InvalidInput("name", "You have a project of this name already.")
        project = Project.objects.create(
            name=name, description=description, owner=actor
        )
        grant = access.give(
            project, actor, Role.OWNER, granted_by=actor, entry=record.uuid
        )
        record.about(project)
        grant_facts.tell(record, new=grant)
        record.change("name", None, name)
        record.change("description", None, description or None)
    return project
