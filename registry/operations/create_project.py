"""Make a project."""

from governance import access
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
        access.give(project, actor, Role.OWNER, granted_by=actor)
        record.about(project)
        record.change("name", None, name)
        record.change("description", None, description or None)
    return project
