"""What the inbox says has changed; the words stand in the entry."""

from django.db import models

from governance.identifiers import uuid7
from governance.models.people import User


class Notice(models.Model):
    """One entry that one person should read, once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    entry_uuid = models.UUIDField()
    project_id = models.UUIDField()
    # An answer to what the person asked: theirs to read, whatever they may see.
    is_answer = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "read_at"], name="notice_unread")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "entry_uuid"], name="one_notice_per_person_and_entry"
            )
        ]

    def __str__(self) -> str:
        return f"notice of {self.entry_uuid}"


class NoticeMark(models.Model):
    """How far the log has been read for notices: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    next_number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_notice_mark")
        ]

    def __str__(self) -> str:
        return str(self.next_number)
