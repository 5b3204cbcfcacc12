"""Projects: the unit of sharing and of permission."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from governance import access
from governance.models import Subject, User
from governance.rights import PROJECT_RIGHTS, Right


class ProjectQuerySet(models.QuerySet["Project"]):
    """Projects by who may see them."""

    def visible_to(self, actor: User) -> models.QuerySet["Project"]:
        """Those the actor may see, through a grant of their own or on the site."""
        return access.visible(self, actor, Right.VIEW)


class Project(Subject):
    """Holds experiments, models, datasets and deployments; grants are given on it."""

    subject_type: ClassVar[str] = "project"

    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [(right.codename, right.label) for right in PROJECT_RIGHTS]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], name="one_project_name_per_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_id(self) -> UUID | None:
        return self.pk


class ProjectUserObjectPermission(UserObjectPermissionBase):
    """guardian's projection of users' grants, with a real foreign key."""

    content_object = models.ForeignKey(Project, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        indexes = [
            models.Index(
                fields=["user", "permission", "content_object"],
                name="project_user_right",
            ),
        ]


class ProjectGroupObjectPermission(GroupObjectPermissionBase):
    """guardian's projection of groups' grants, with a real foreign key."""

    content_object = models.ForeignKey(Project, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        indexes = [
            models.Index(
                fields=["group", "permission", "content_object"],
                name="project_group_right",
            ),
        ]
