"""Durable background work: the row is the truth, the broker only wakes somebody."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.models.people import User
from governance.models.subjects import Subject


class Job(Subject):
    """One piece of work with progress. Its effect key makes the effect happen once."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Stopped"

    subject_type: ClassVar[str] = "job"

    kind = models.CharField(max_length=40)
    about_type = models.CharField(max_length=32)
    about_id = models.UUIDField()
    project_id = models.UUIDField(null=True)
    effect_key = models.CharField(max_length=200, unique=True)
    params = models.JSONField(default=dict)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.FloatField(default=0.0)
    message = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "heartbeat_at"], name="job_waiting"),
            models.Index(fields=["about_type", "about_id"], name="job_about"),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in {self.State.QUEUED, self.State.RUNNING}
