"""Who may do what, where, from when until when. This history is the truth."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q

from governance.models.people import User
from governance.models.subjects import Subject
from governance.rights import Role
from governance.subjects import SITE_ID


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by time."""

    def in_force(self, at: datetime) -> "GrantQuerySet":
        """Begun, not ended, not past their last moment."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gt=at),
            valid_from__lte=at,
            ended_at=None,
        )

    def held_at(self, at: datetime) -> "GrantQuerySet":
        """In force at a moment that is over: what ended later still counts."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gt=at),
            Q(ended_at=None) | Q(ended_at__gt=at),
            valid_from__lte=at,
        )

    def open(self, at: datetime) -> "GrantQuerySet":
        """In force, or given ahead: it begins later."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=at), ended_at=None)


class Grant(Subject):
    """A role on a project or on the site, given to a user or to a group.

    A row never changes but for `ended_at`, once: another end is another grant, so that
    the rows tell what was in force at any moment.
    """

    subject_type: ClassVar[str] = "grant"

    # The project, or SITE_ID. Governance knows no project, so there is no foreign key.
    scope = models.UUIDField()
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="grants")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # The entry that gave it: the reason stands there, as long as nobody erased it.
    entry_uuid = models.UUIDField(null=True)
    reason: str = ""  # no column: pages fill it in from that entry

    objects = GrantQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "scope", "role"], name="grant_user"),
            models.Index(fields=["group", "scope", "role"], name="grant_group"),
            models.Index(fields=["scope"], name="grant_scope"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None) ^ Q(group=None), name="user_or_group"
            ),
            models.UniqueConstraint(
                fields=["scope", "user", "role"],
                condition=Q(ended_at=None, user__isnull=False),
                name="one_open_grant_per_user_and_role",
            ),
            models.UniqueConstraint(
                fields=["scope", "group", "role"],
                condition=Q(ended_at=None, group__isnull=False),
                name="one_open_grant_per_group_and_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} for {self.member}"

    @property
    def member(self) -> str:
        """The user or group that holds it, by name."""
        return self.user.username if self.user else f"group {self.group}"

    @property
    def scope_id(self) -> UUID | None:
        return None if self.scope == SITE_ID else self.scope
