"""Tags: a name and a value on a version or a deployment."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.models import Subject, User
from registry.models.projects import Project


class Tag(Subject):
    """One tag; a name stands once on a thing. The ledger keeps what was before."""

    subject_type: ClassVar[str] = "tag"

    project = models.ForeignKey(Project, models.PROTECT, related_name="tags")
    about_type = models.CharField(max_length=32)
    about_id = models.UUIDField()
    name = models.CharField(max_length=50)
    value = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about_id", "name"], name="one_tag_per_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}" if self.value else self.name

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id
