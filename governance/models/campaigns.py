"""Access reviews: somebody looks at every grant of a project, or of the site."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from governance.models.grants import Grant
from governance.models.people import User
from governance.models.subjects import Subject
from governance.subjects import SITE_ID


class Campaign(Subject):
    """One access review. It ends by the attestation of whoever opened it."""

    subject_type: ClassVar[str] = "access_review"

    # The project, or SITE_ID for every grant there is.
    scope = models.UUIDField()
    name = models.CharField(max_length=120)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Nobody named means: whoever may share the project of a grant.
    reviewers = models.ManyToManyField(User, related_name="+")
    entry_uuid = models.UUIDField(unique=True)
    attested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    attested_at = models.DateTimeField(null=True)
    attestation = models.CharField(max_length=500, blank=True)
    attestation_uuid = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["attested_at", "due_at"], name="campaign_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["scope"],
                condition=Q(attested_at=None),
                name="one_open_access_review_per_scope",
            ),
            models.CheckConstraint(
                condition=Q(attested_at=None) ^ ~Q(attestation=""),
                name="an_attested_review_has_its_sentence",
            ),
        ]

    def __str__(self) -> str:
        return f"access review {self.name}"

    @property
    def scope_id(self) -> UUID | None:
        return None if self.scope == SITE_ID else self.scope


class CampaignItem(Subject):
    """One grant under review. A row changes once: when it is decided."""

    class Verdict(models.TextChoices):
        KEPT = "kept", "Kept"
        REDUCED = "reduced", "Reduced"
        REMOVED = "removed", "Removed"
        LAPSED = "lapsed", "Ended without a decision"
        FLAGGED = "flagged", "Last one, kept without a decision"

    subject_type: ClassVar[str] = "reviewed_grant"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="items")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    entry_uuid = models.UUIDField(null=True, unique=True)
    became = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "grant"], name="one_item_per_grant_in_a_review"
            ),
            models.CheckConstraint(
                condition=Q(verdict="") ^ Q(decided_at__isnull=False),
                name="an_item_is_open_or_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.campaign)

    @property
    def scope_id(self) -> UUID | None:
        return self.grant.scope_id
