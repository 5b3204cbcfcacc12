"""What somebody asked for: a role on a project."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from governance.models.grants import Grant
from governance.models.people import User
from governance.models.subjects import Subject
from governance.rights import Role


class AccessRequest(Subject):
    """One wish for a role. A row changes once: when it is decided or withdrawn.

    Whether the project exists is asked by nobody here: a request for a project that is
    not there is a row like any other, which nobody will ever find in an inbox.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        APPROVED = "approved", "Approved"
        REDUCED = "reduced", "Reduced"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXPIRED = "expired", "Expired"

    subject_type: ClassVar[str] = "access_request"

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    project_id = models.UUIDField()
    role = models.CharField(max_length=20, choices=Role)
    days = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    entry_uuid = models.UUIDField(unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_uuid = models.UUIDField(null=True, unique=True)
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["project_id", "state"], name="access_request_open"),
            models.Index(fields=["person", "-id"], name="access_request_mine"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "project_id", "role"],
                condition=Q(state="open"),
                name="one_open_request_per_person_project_and_role",
            ),
            models.CheckConstraint(
                condition=Q(state="open") ^ Q(decided_at__isnull=False),
                name="a_request_is_open_or_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | ~Q(decided_by=models.F("person"))
                | Q(state="withdrawn"),
                name="nobody_decides_their_own_request",
            ),
        ]

    def __str__(self) -> str:
        return f"request for the role {self.get_role_display()}"

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id

    @property
    def user_id(self) -> UUID:
        """Whose it is: who asked may withdraw."""
        return self.person_id
