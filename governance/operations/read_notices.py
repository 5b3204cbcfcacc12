"""Say that one has read what the inbox told."""

from django.utils import timezone

from governance import inbox
from governance.actions import Action
from governance.models import Notice, User
from governance.recording import governed


def read_notices(*, actor: User) -> int:
    """Mark every notice of the actor as read; returns how many there were.

    The entry names them: an owner who was told of something cannot deny it later.
    Nothing unread leaves no entry, for nothing was changed.
    """
    unread = inbox.notices(actor).filter(read_at=None)
    if not unread.exists():
        return 0
    with governed(actor, Action.NOTICES_READ, actor) as record:
        keys = list(unread.order_by("pk").values_list("pk", "entry_uuid"))
        Notice.objects.filter(pk__in=[key for key, _ in keys], read_at=None).update(
            read_at=timezone.now()
        )
        record.change("count", None, len(keys))
        record.change("entries", None, " ".join(str(entry) for _, entry in keys))
    return len(keys)
