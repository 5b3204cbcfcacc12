"""Take a tag off a version or a deployment."""

from governance.actions import Action
from governance.exceptions import NotVisible
from governance.models import Subject, User
from governance.recording import governed
from registry.models import Tag
from registry.values import readable


def remove_tag(*, actor: User, subject: Subject, name: str) -> None:
    """Take the tag of this name off; NotVisible when it is not there."""
    name = readable("name", name)
    with governed(actor, Action.TAG_REMOVED, subject) as record:
        tag = Tag.objects.filter(about_id=subject.pk, name=name).first()
        if tag is None:
            raise NotVisible("There is no such tag.")
        record.change("tag", str(tag), None)
        tag.delete()
