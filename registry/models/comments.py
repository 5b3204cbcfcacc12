"""Comments: what people on a project say to each other about a thing in it."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.models import Subject, User
from registry.models.projects import Project


class Comment(Subject):
    """One comment on a version, experiment or deployment. Never edited."""

    subject_type: ClassVar[str] = "comment"

    project = models.ForeignKey(Project, models.PROTECT, related_name="comments")
    about_type = models.CharField(max_length=32)
    about_id = models.UUIDField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["about_id", "id"], name="comment_about")]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id
