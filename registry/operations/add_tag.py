"""Tag a version or a deployment."""

import re

from governance.actions import Action
from governance.exceptions import Conflict, InvalidInput
from governance.models import Subject, User
from governance.recording import governed
from registry.models import Tag
from registry.names import one_line

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,49}")
MAX_VALUE = 200
MAX_TAGS = 50


def add_tag(*, actor: User, subject: Subject, name: str, value: str = "") -> Tag:
    """Put a tag on a thing; the same name again gives it the new value.

    Refuses a name that is not plain, a tag that is there exactly so, and over 50 tags.
    """
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            "name",
            "A tag's name has 1 to 50 letters, digits, spaces or . _ / - and starts "
            "with a letter or digit.",
        )
    value = one_line("value", value, limit=MAX_VALUE) if value.strip() else ""
    if subject.scope_id is None:
        raise InvalidInput("subject", "Tags belong to things of a project.")
    with governed(actor, Action.TAG_ADDED, subject) as record:
        mine = Tag.objects.filter(about_id=subject.pk)
        old = mine.filter(name=name).first()
        if old and old.value == value:
            raise Conflict(f"The tag {old} is there already.")
        if old is None and mine.count() >= MAX_TAGS:
            raise InvalidInput("name", f"A thing has at most {MAX_TAGS} tags.")
        tag = old or Tag(
            project_id=subject.scope_id,
            about_type=subject.subject_type,
            about_id=subject.pk,
            name=name,
        )
        before = str(old) if old else None
        tag.value, tag.created_by = value, actor
        tag.save()
        record.change("tag", before, str(tag))
    return tag
