"""Accounts: people by (issuer, subject) of their provider, and system accounts."""

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q

from governance.models.subjects import Subject


class UserManager(BaseUserManager["User"]):
    """Finds accounts; making them is the work of operations."""

    def system(self, name: str) -> "User":
        """The system account `system:<name>`, made by a migration."""
        return self.get(username=f"system:{name}", kind=User.Kind.SYSTEM)


class User(AbstractBaseUser, PermissionsMixin, Subject):
    """Somebody, or something, that acts.

    A person is known by issuer and subject, never by e-mail (OpenID Connect Core,
    section 5.7). `is_superuser` is false for everyone: the database says so.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        SYSTEM = "system", "System account"

    subject_type: ClassVar[str] = "person"

    username = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    issuer = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=150, blank=True)
    email = models.CharField(max_length=254, blank=True)
    is_active = models.BooleanField(default=True)
    is_emergency = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Django's login signal would write it behind the ledger's back.
    last_login = None

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                condition=~Q(subject=""),
                name="one_account_per_subject",
            ),
            models.UniqueConstraint(
                fields=["is_emergency"],
                condition=Q(is_emergency=True),
                name="one_emergency_admin",
            ),
            models.CheckConstraint(
                condition=Q(is_superuser=False), name="nobody_is_superuser"
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def is_system(self) -> bool:
        """Whether this is a machine of ours."""
        return self.kind == self.Kind.SYSTEM

    @property
    def scope_id(self) -> UUID | None:
        return None
