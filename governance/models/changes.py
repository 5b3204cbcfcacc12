"""Change requests: what somebody wants to do, and what others say to it."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from governance.models.people import User
from governance.models.subjects import Subject


class ChangeRequest(Subject):
    """A governed change that waits for the approval of others.

    What it is about is (type, uuid): governance knows nothing above it. `bound` is what
    it was asked with - artifact, data, environment, policy - and `binding` its SHA-256;
    an approval names that digest. Insert-only: how it ended is a row of its own, and
    approved, void and expired are found anew each time, by who may approve now, what is
    bound now and the clock.
    """

    subject_type: ClassVar[str] = "change"

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    project_id = models.UUIDField()
    about_type = models.CharField(max_length=32)
    about_id = models.UUIDField()
    about_label = models.CharField(max_length=120)
    environment = models.CharField(max_length=20)
    # The endpoint it goes to, or the name of a new one.
    target_id = models.UUIDField(null=True)
    target_name = models.CharField(max_length=63)
    bound = models.JSONField()
    binding = models.CharField(max_length=64)
    # Whose account built something of it, when it was asked for: a hint for lists. Who
    # may decide is asked anew each time.
    builders = models.JSONField(default=list)
    entry = models.UUIDField(unique=True)
    auto_apply = models.BooleanField(default=False)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["project_id", "-id"], name="change_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project_id", "number"], name="one_change_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"CR-{self.number}"

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id

    @property
    def user_id(self) -> UUID:
        """Whose it is: who asked may withdraw."""
        return self.requested_by_id


class ChangeEnd(models.Model):
    """How a change request ended: once, says its key. Insert-only."""

    class State(models.TextChoices):
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        APPLIED = "applied", "Applied"

    change = models.OneToOneField(
        ChangeRequest, models.PROTECT, primary_key=True, related_name="end"
    )
    state = models.CharField(max_length=10, choices=State)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    entry = models.UUIDField(unique=True)
    # What it became, such as a release.
    became_type = models.CharField(max_length=32, blank=True)
    became_id = models.UUIDField(null=True, unique=True)
    # The difference, the gate and the decisions as they stood; the entry names the
    # SHA-256 of its canonical form. Ends older than this column have none.
    stood = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") ^ Q(became_id__isnull=False),
                name="an_applied_change_became_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change} {self.state}"


class Approval(models.Model):
    """One signed decision on a change request. Insert-only.

    `entry` is the entry that holds the reason. `auth_time` is when the person proved at
    the provider, for this decision, who they are.
    """

    class Verdict(models.TextChoices):
        APPROVE = "approve", "Approve"
        CHANGES = "changes", "Ask for changes"
        REJECT = "reject", "Reject"

    change = models.ForeignKey(ChangeRequest, models.PROTECT, related_name="approvals")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    binding = models.CharField(max_length=64)
    meaning = models.CharField(max_length=300)
    auth_time = models.DateTimeField()
    signed_at = models.DateTimeField()
    entry = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return f"{self.person}: {self.verdict} {self.change}"
