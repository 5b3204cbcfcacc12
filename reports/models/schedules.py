"""Schedules: reports that the calendar asks for, in the name of a person."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.models import Subject, User
from registry.models import Project, Version
from reports.documents.catalogue import BY_CODE
from reports.models.reports import Report


class ReportSchedule(Subject):
    """One kind about one thing, each month or quarter. Why stands in its entry."""

    class Cadence(models.TextChoices):
        MONTHLY = "monthly", "Each month"
        QUARTERLY = "quarterly", "Each quarter"

    subject_type: ClassVar[str] = "report_schedule"

    kind = models.CharField(max_length=20)
    project = models.ForeignKey(Project, models.PROTECT, related_name="schedules")
    version = models.ForeignKey(
        Version, models.PROTECT, null=True, related_name="schedules"
    )
    cadence = models.CharField(max_length=10, choices=Cadence)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    next_slot = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ended_at", "next_slot"], name="schedule_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cadence__in=["monthly", "quarterly"]),
                name="schedule_with_a_known_cadence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.cadence}"

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id

    @property
    def asked_by(self) -> UUID:
        """Who may end it; see Needs.STOP_REPORTS."""
        return self.made_by_id

    @property
    def title(self) -> str:
        """The kind and what it is about, in words."""
        kind = BY_CODE.get(self.kind)
        return f"{kind.title if kind else self.kind}, {self.version or self.project}"


class ScheduledReport(models.Model):
    """One slot of a schedule, served once; insert-only."""

    schedule = models.ForeignKey(ReportSchedule, models.PROTECT, related_name="reports")
    slot = models.DateField()
    report = models.OneToOneField(Report, models.PROTECT, related_name="scheduled")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "slot"], name="one_report_per_slot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule}, {self.slot}"
