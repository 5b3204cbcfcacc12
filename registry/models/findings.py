"""Findings of a validation: raised, answered by the builders, closed by a validator."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from governance.models import Subject, User
from registry.models.validation import Erasable, Validation, ValidationTest


class Finding(Subject, Erasable):
    """Something a validator found. Open until a validator closes it."""

    class Severity(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"
        CRITICAL = "critical", "Critical"

    subject_type: ClassVar[str] = "finding"

    validation = models.ForeignKey(Validation, models.PROTECT, related_name="findings")
    test = models.ForeignKey(
        ValidationTest, models.PROTECT, null=True, related_name="findings"
    )
    number = models.PositiveIntegerField()
    severity = models.CharField(max_length=10, choices=Severity)
    text = models.CharField(max_length=2000)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    due = models.DateField()
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["validation", "number"], name="one_finding_per_number"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=["low", "medium", "high", "critical"]),
                name="finding_of_a_known_severity",
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.number} of the {self.validation}"

    @property
    def scope_id(self) -> UUID | None:
        return self.validation.project_id

    @property
    def is_closed(self) -> bool:
        """Whether a validator closed it. Select `closure` with it."""
        return hasattr(self, "closure")

    @property
    def is_serious(self) -> bool:
        """Whether it stands in the way of "accepted" while it is open."""
        return self.severity in SERIOUS

    @property
    def is_overdue(self) -> bool:
        """Whether its day is over and it is still open."""
        return not self.is_closed and self.due < timezone.now().date()

    @property
    def shown_text(self) -> str:
        """The finding, or that it was erased."""
        return self.shown("text")


SERIOUS = (Finding.Severity.HIGH, Finding.Severity.CRITICAL)


class FindingReply(Subject, Erasable):
    """What the builders answer."""

    subject_type: ClassVar[str] = "finding_reply"

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="replies")
    text = models.CharField(max_length=2000)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"reply to {self.finding}"

    @property
    def shown_text(self) -> str:
        """The reply, or that it was erased."""
        return self.shown("text")

    @property
    def scope_id(self) -> UUID | None:
        return self.finding.scope_id


class FindingClosure(Subject, Erasable):
    """The end of a finding, and why."""

    subject_type: ClassVar[str] = "finding_closure"

    finding = models.OneToOneField(Finding, models.PROTECT, related_name="closure")
    reason = models.CharField(max_length=500)
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.finding} closed"

    @property
    def shown_reason(self) -> str:
        """Why, or that it was erased."""
        return self.shown("reason")

    @property
    def scope_id(self) -> UUID | None:
        return self.finding.scope_id
