"""What an environment asks for before a change: versioned data, each revision final."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.models.people import User
from governance.models.subjects import Subject


class Tier(models.TextChoices):
    """How much harm a project's models can do; it decides which policy applies."""

    LOW = "low", "Low risk"
    HIGH = "high", "High risk"


class Policy(Subject):
    """One published revision of the policy for an environment and a risk tier.

    Insert-only: a new one is a new revision, and the newest is in force. `digest` is
    the SHA-256 of its canonical content; approvals bind to it.
    """

    subject_type: ClassVar[str] = "policy"

    environment = models.CharField(max_length=20)
    tier = models.CharField(max_length=10, choices=Tier)
    revision = models.PositiveIntegerField()
    approvals = models.PositiveSmallIntegerField()
    # Each names a registered condition and its settings.
    conditions = models.JSONField(default=list)
    # Further kinds of change that need its approvals, beside promotion. Revisions older
    # than this column have none, and their digest knows nothing of it.
    also = models.JSONField(null=True)
    digest = models.CharField(max_length=64)
    # Nobody published those that came with the product.
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["environment", "tier", "revision"],
                name="one_policy_per_revision",
            ),
            models.CheckConstraint(
                condition=models.Q(approvals__lte=5), name="approvals_of_a_policy"
            ),
        ]

    def __str__(self) -> str:
        tier = Tier(self.tier).label.lower()
        return f"policy for {self.environment}, {tier}, revision {self.revision}"

    @property
    def scope_id(self) -> UUID | None:
        return None


class RiskTier(models.Model):
    """A project was put into a risk tier. Insert-only; the newest row counts."""

    scope = models.UUIDField()
    tier = models.CharField(max_length=10, choices=Tier)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["scope", "-id"], name="risk_tier_newest")]

    def __str__(self) -> str:
        return f"{self.get_tier_display()} for {self.scope}"
