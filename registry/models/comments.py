"""Comments: what people on a project say to each other about a thing in it."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.disclosed import ERASED
from governance.models import Subject, User
from registry.models.projects import Project


class Comment(Subject):
    """One comment on a version, experiment or deployment. Never edited.

    Its text can be erased, once: the database allows no other change.
    """

    subject_type: ClassVar[str] = "comment"

    project = models.ForeignKey(Project, models.PROTECT, related_name="comments")
    about_type = models.CharField(max_length=32)
    about_id = models.UUIDField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["about_id", "id"], name="comment_about")]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def shown_text(self) -> str:
        """What pages, API and reports say."""
        return ERASED if self.erased_at else self.text

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id
