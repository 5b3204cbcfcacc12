"""The copy of an erased comment in the row that pages show."""

from django.db import models
from django.utils import timezone

from governance.actions import Action
from governance.redaction import Erased
from registry.models import Comment

PATH = "changes.comment.1"


def erase_comment_text(erased: Erased) -> list[type[models.Model]]:
    """Empty the comment inside the erasure of its entry's text, and mark it.

    The one change of a comment that the database allows.
    """
    if erased.entry.action != Action.COMMENT_ADDED or erased.path != PATH:
        return []
    key = erased.body["changes"]["comment_id"][1]
    rows = Comment.objects.filter(pk=key, erased_at=None)
    return [Comment] if rows.update(text="", erased_at=timezone.now()) else []
