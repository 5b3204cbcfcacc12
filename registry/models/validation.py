"""Validation of a version by somebody who built nothing of it.

Rows of tests, results, findings, replies, closures and verdicts are insert-only. What
people wrote can be erased; the database allows no other change of them.
"""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from governance.disclosed import ERASED
from governance.models import Subject, User
from registry.models.projects import Project
from registry.models.versions import Version


class Area(models.TextChoices):
    """What a test looks at."""

    CONCEPT = "concept", "Conceptual soundness"
    DATA = "data", "Data"
    PERFORMANCE = "performance", "Performance on held-back rows"
    SENSITIVITY = "sensitivity", "Sensitivity"
    STABILITY = "stability", "Stability"
    DOCUMENTATION = "documentation", "Documentation"
    LIMITS = "limits", "Limits of use"
    OTHER = "other", "Other"


class Erasable(models.Model):
    """A row whose texts can be emptied, once each."""

    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def shown(self, field: str) -> str:
        """What pages, API and reports say."""
        text: str = getattr(self, field)
        return ERASED if self.erased_at and not text else text


class Validation(Subject):
    """One validation of one version: a plan, results, findings and a verdict."""

    subject_type: ClassVar[str] = "validation"

    project = models.ForeignKey(Project, models.PROTECT, related_name="validations")
    version = models.ForeignKey(Version, models.PROTECT, related_name="validations")
    # Of the manifest that is validated; a verdict is about exactly this.
    digest = models.CharField(max_length=64)
    plan = models.CharField(max_length=40)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(closed_at=None),
                name="one_open_validation_per_version",
            ),
        ]

    def __str__(self) -> str:
        return f"validation of {self.version}"

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id

    @property
    def is_open(self) -> bool:
        """Whether its verdict has still to come."""
        return self.closed_at is None


class ValidationTest(Subject, Erasable):
    """One test of the plan: what is looked at, and what is expected."""

    subject_type: ClassVar[str] = "validation_test"

    validation = models.ForeignKey(Validation, models.PROTECT, related_name="tests")
    number = models.PositiveIntegerField()
    area = models.CharField(max_length=20, choices=Area)
    title = models.CharField(max_length=200)
    expected = models.CharField(max_length=1000)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["validation", "number"], name="one_test_per_number"
            ),
            models.CheckConstraint(
                condition=Q(area__in=Area.values), name="test_of_a_known_area"
            ),
        ]

    def __str__(self) -> str:
        return f"test {self.number}"

    @property
    def shown_title(self) -> str:
        """The title, or that it was erased."""
        return self.shown("title")

    @property
    def shown_expected(self) -> str:
        """What is expected, or that it was erased."""
        return self.shown("expected")

    @property
    def scope_id(self) -> UUID | None:
        return self.validation.project_id


class ValidationResult(Subject, Erasable):
    """What a test gave. A later one counts instead; the earlier one stays."""

    class Outcome(models.TextChoices):
        PASSED = "passed", "Passed"
        FAILED = "failed", "Failed"
        NOT_APPLICABLE = "not_applicable", "Not applicable"

    subject_type: ClassVar[str] = "validation_result"

    test = models.ForeignKey(ValidationTest, models.PROTECT, related_name="results")
    outcome = models.CharField(max_length=20, choices=Outcome)
    actual = models.CharField(max_length=2000)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["passed", "failed", "not_applicable"]),
                name="result_with_a_known_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test}: {self.outcome}"

    @property
    def shown_actual(self) -> str:
        """The actual result, or that it was erased."""
        return self.shown("actual")

    @property
    def scope_id(self) -> UUID | None:
        return self.test.scope_id


class Verdict(Subject, Erasable):
    """What the validator says about the version with this digest; once a validation."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        CONDITIONS = "accepted_with_conditions", "Accepted with conditions"
        REJECTED = "rejected", "Rejected"

    subject_type: ClassVar[str] = "verdict"

    validation = models.OneToOneField(
        Validation, models.PROTECT, related_name="verdict"
    )
    version = models.ForeignKey(Version, models.PROTECT, related_name="verdicts")
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=30, choices=Outcome)
    conditions = models.CharField(max_length=2000, blank=True)
    reason = models.CharField(max_length=500)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False)
                | (Q(outcome="accepted_with_conditions") & ~Q(conditions=""))
                | (~Q(outcome="accepted_with_conditions") & Q(conditions="")),
                name="conditions_where_the_verdict_says_so",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["accepted", "accepted_with_conditions", "rejected"]
                ),
                name="verdict_with_a_known_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.outcome}"

    @property
    def shown_reason(self) -> str:
        """Why, or that it was erased."""
        return self.shown("reason")

    @property
    def shown_conditions(self) -> str:
        """The conditions, where the verdict has some."""
        has_some = self.outcome == self.Outcome.CONDITIONS
        return self.shown("conditions") if has_some else ""

    @property
    def scope_id(self) -> UUID | None:
        return self.validation.project_id
