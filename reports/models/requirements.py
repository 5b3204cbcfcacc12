"""The requirements that reports speak to: revisions of one list, each of them final."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.models import Subject, User


class RequirementSet(Subject):
    """One published revision of the whole list. Insert-only; the newest counts.

    `digest` is the SHA-256 of its canonical content: a row that was changed past the
    product does not have it, and no report is built with it.
    """

    subject_type: ClassVar[str] = "requirements"

    revision = models.PositiveIntegerField(unique=True)
    items = models.JSONField()
    digest = models.CharField(max_length=64)
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-revision",)

    def __str__(self) -> str:
        return f"requirements, revision {self.revision}"

    @property
    def scope_id(self) -> UUID | None:
        return None
