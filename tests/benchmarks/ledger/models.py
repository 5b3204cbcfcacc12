"""The same business row once for each way of keeping its history."""

import importlib
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from governance.models import Subject


class Row(Subject):
    """Five fields that change at each write."""

    subject_type: ClassVar[str] = "bench"

    project = models.UUIDField(db_index=True)
    name = models.CharField(max_length=100)
    stage = models.CharField(max_length=20)
    keeper = models.CharField(max_length=100)
    note = models.CharField(max_length=500)
    threshold = models.IntegerField(default=0)
    revision = models.IntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def scope_id(self) -> UUID | None:
        return self.project


class Plain(Row):
    """Nothing but the row."""


class Kept(Row):
    """Written with an entry of ours."""


def _peer(name: str) -> Any:
    """A module of a peer; they ship no types, and dev does not have them."""
    return importlib.import_module(name)


if "auditlog" in settings.INSTALLED_APPS:

    class Audited(Row):
        """Watched by django-auditlog."""

    _peer("auditlog.registry").auditlog.register(Audited)

if "simple_history" in settings.INSTALLED_APPS:

    class Remembered(Row):
        """Copied by django-simple-history."""

        history = _peer("simple_history.models").HistoricalRecords()


if "pghistory" in settings.INSTALLED_APPS:

    @_peer("pghistory").track()
    class Snapped(Row):
        """Copied by the triggers of django-pghistory."""
