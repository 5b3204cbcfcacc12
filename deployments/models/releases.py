"""Releases: one row per version put on a deployment, and the states it went through."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from deployments.lifecycle import State
from deployments.models.deployments import Deployment
from governance.models import Subject, User
from registry.models import Version


class Release(Subject):
    """A version on a deployment, by whom and how. Insert-only.

    A rollback is a new release that points at an older one and runs exactly what that
    one ran: the same version, environment and scoring code.
    """

    class Kind(models.TextChoices):
        DEPLOY = "deploy", "Deploy"
        PROMOTE = "promote", "Promote"
        EMERGENCY = "emergency", "Emergency"
        ROLLBACK = "rollback", "Rollback"
        FAILOVER = "failover", "Failover"
        REFIT = "refit", "Refit"

    subject_type: ClassVar[str] = "release"

    deployment = models.ForeignKey(Deployment, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    version = models.ForeignKey(Version, models.PROTECT, related_name="releases")
    kind = models.CharField(max_length=10, choices=Kind)
    points_at = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="rollbacks"
    )
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # What it runs in: version, environment and scoring code together name the worker.
    worker_key = models.CharField(max_length=64)
    environment_key = models.CharField(max_length=64)
    runtime_lock_sha256 = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "number"], name="one_release_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="rollback") ^ models.Q(points_at=None),
                name="a_rollback_points_at_a_release",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deployment} release {self.number}"

    @property
    def scope_id(self) -> UUID | None:
        return self.deployment.project_id


class ReleaseState(models.Model):
    """A release reached a state. Insert-only; a state is reached once."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="states")
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in State]
    )
    at = models.DateTimeField(auto_now_add=True)
    detail = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "state"], name="a_state_is_reached_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release} {self.state}"
