"""Emergency releases, and the review that each of them owes."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from deployments.models.deployments import Deployment
from deployments.models.releases import Release
from governance.models import Subject, User


class Emergency(Subject):
    """A release that by-passed approval. Insert-only; it waits for a review."""

    subject_type: ClassVar[str] = "emergency"

    release = models.OneToOneField(Release, models.PROTECT, related_name="emergency")
    deployment = models.ForeignKey(
        Deployment, models.PROTECT, related_name="emergencies"
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    entry = models.UUIDField(unique=True)
    # What it passed by, in words.
    bypassed = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.release)

    @property
    def scope_id(self) -> UUID | None:
        return self.deployment.project_id

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody else has closed its review."""
        return hasattr(self, "review")


class EmergencyReview(models.Model):
    """What somebody else said to it, once. Insert-only; why stands in its entry."""

    class Outcome(models.TextChoices):
        JUSTIFIED = "justified", "Justified"
        NOT_JUSTIFIED = "not_justified", "Not justified"

    emergency = models.OneToOneField(
        Emergency, models.PROTECT, primary_key=True, related_name="review"
    )
    outcome = models.CharField(max_length=20, choices=Outcome)
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(auto_now_add=True)
    entry = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return f"{self.emergency}: {self.outcome}"
