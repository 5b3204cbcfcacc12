"""Deployments: named endpoints in an environment."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from deployments.models.environments import Environment
from governance.models import Subject, User
from registry.models import Model, Project


class Deployment(Subject):
    """One endpoint: which release answers, which is on its way, which is kept warm.

    `revision` grows with every step, so that a step decided on an old page is refused.
    """

    subject_type: ClassVar[str] = "deployment"

    project = models.ForeignKey(Project, models.PROTECT, related_name="deployments")
    environment = models.ForeignKey(Environment, models.PROTECT, related_name="+")
    model = models.ForeignKey(Model, models.PROTECT, related_name="deployments")
    name = models.CharField(max_length=63)
    # The release that answers now.
    live_release = models.ForeignKey(
        "Release", models.PROTECT, null=True, related_name="+"
    )
    # The only one on its way; while there is one, no other can start.
    next_release = models.ForeignKey(
        "Release", models.PROTECT, null=True, related_name="+"
    )
    # The one that answered before, kept ready for a rollback.
    warm_release = models.ForeignKey(
        "Release", models.PROTECT, null=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["project", "-id"], name="deployment_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                condition=models.Q(deleted_at=None),
                name="one_endpoint_name_per_project",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id

    @property
    def is_deleted(self) -> bool:
        """Whether it answers no more; its releases stay readable."""
        return self.deleted_at is not None
