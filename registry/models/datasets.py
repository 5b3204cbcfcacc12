"""Datasets: named data known by the digest of its full content."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.models import Subject, User
from registry.models.projects import Project


class Dataset(Subject):
    """One table of data. Insert-only: other content is another dataset."""

    subject_type: ClassVar[str] = "dataset"

    project = models.ForeignKey(Project, models.PROTECT, related_name="datasets")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    file_name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    rows = models.BigIntegerField()
    # [{"name", "type", "missing", "distinct"?, "min"?, "max"?, "mean"?, "std"?}]
    columns = models.JSONField(default=list)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name", "sha256"], name="one_dataset_per_content"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id

    @property
    def column_names(self) -> list[str]:
        """The header, in order."""
        return [column["name"] for column in self.columns]
