"""Access tokens: shown once, kept as a hash, narrowed, expiring."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.models.people import User
from governance.models.subjects import Subject
from governance.rights import Right


class AccessToken(Subject):
    """A key of one account for programs. It never allows more than the account may.

    project_id: the one project that it reaches; None for all of them. rights: the codes
    of the rights that it has of those the account holds; empty for all of them.
    """

    subject_type: ClassVar[str] = "token"

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    project_id = models.UUIDField(null=True)
    rights = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # Written at most once a minute and without an entry: see `tokens.note_use`.
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def right_labels(self) -> list[str]:
        """What it is narrowed to, in words."""
        return [Right(right).label for right in self.rights]

    @property
    def scope_id(self) -> UUID | None:
        return self.user.scope_id
