"""Accounts: people by (issuer, subject) of their provider, services, and the system."""

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q

from governance.identifiers import uuid7
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

    A service account is a program of one project (`home_project`). It never logs in:
    it has tokens, and an owner, a person who answers for all that it does.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        SYSTEM = "system", "System account"
        SERVICE = "service", "Service account"

    subject_type: ClassVar[str] = "person"

    username = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    issuer = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=150, blank=True)
    email = models.CharField(max_length=254, blank=True)
    is_active = models.BooleanField(default=True)
    is_emergency = models.BooleanField(default=False)
    owner = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="service_accounts"
    )
    # Governance knows no project, so there is no foreign key.
    home_project = models.UUIDField(null=True)
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
            models.CheckConstraint(
                condition=Q(
                    kind="service",
                    owner__isnull=False,
                    home_project__isnull=False,
                    issuer="",
                    subject="",
                    is_emergency=False,
                )
                | (~Q(kind="service") & Q(owner=None, home_project=None)),
                name="a_service_account_has_an_owner_and_a_project",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def is_system(self) -> bool:
        """Whether this is a machine of ours."""
        return self.kind == self.Kind.SYSTEM

    @property
    def is_service(self) -> bool:
        """Whether this is a program, for which a person answers."""
        return self.kind == self.Kind.SERVICE

    @property
    def scope_id(self) -> UUID | None:
        return self.home_project


class Custody(models.Model):
    """From when somebody answers for a service account; the newest row is the owner's.

    Rows are only added, so that whoever once answered for it still counts as it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(User, models.PROTECT, related_name="custodies")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    entry_uuid = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["account", "since"], name="custody_account")]

    def __str__(self) -> str:
        return f"{self.owner} for {self.account}"
