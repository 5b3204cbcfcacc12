"""The base of every row that an entry can be about."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.identifiers import uuid7


class Subject(models.Model):
    """A row with a UUID, a type, a label and the project whose grants decide on it."""

    subject_type: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    @property
    def subject_label(self) -> str:
        """What people call it; copied into entries."""
        return str(self)

    @property
    def scope_id(self) -> UUID | None:
        """The project whose grants decide; None for things of the whole site."""
        raise NotImplementedError(f"{type(self).__name__} names no scope")
