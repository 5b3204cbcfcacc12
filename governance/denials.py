"""How often a refusal is written: one entry per actor, action, object and minute."""

from datetime import timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from governance.actions import Action
from governance.models import DenialTally

WINDOW = timedelta(minutes=1)


def due(actor_id: UUID, action: Action, object_id: UUID) -> int:
    """How many refusals the entry to write now stands for; 0 when none is due.

    Called inside a transaction. The tally's row is locked, so that two refusals at the
    same moment are one entry.
    """
    now = timezone.now()
    tally, is_new = DenialTally.objects.select_for_update().get_or_create(
        actor_id=actor_id,
        action=action.value,
        object_id=object_id,
        defaults={"since": now},
    )
    if is_new:
        return 1
    if now - tally.since < WINDOW:
        DenialTally.objects.filter(pk=tally.pk).update(suppressed=F("suppressed") + 1)
        return 0
    count = tally.suppressed + 1
    DenialTally.objects.filter(pk=tally.pk).update(since=now, suppressed=0)
    return count
