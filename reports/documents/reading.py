"""Reads shared by the kinds: entries in pieces, moments as text, the ledger's place."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from django.db.models import Count, Max, QuerySet

from governance import history, sequencing
from governance.history import EventLine
from governance.models import Entry, Leaf
from reports.documents.evidence import Event, LedgerPosition

PIECE: Final = 1_000
Progress = Callable[[float, str], None]


def moment(at: datetime) -> str:
    """A time as every report writes it."""
    return at.astimezone(UTC).isoformat(" ", "seconds").removesuffix("+00:00") + " UTC"


def event(line: EventLine) -> Event:
    return Event(
        number=line.number,
        at=moment(line.at),
        who=line.actor_name,
        action=line.action,
        object=line.object_label,
        sentence=line.sentence,
        why=line.why,
        digest=line.digest,
    )


def told(rows: QuerySet[Entry]) -> Iterator[tuple[Entry, EventLine]]:
    """Entries oldest first with their lines, a thousand in memory at a time."""
    last = 0
    while piece := list(rows.order_by("pk").filter(pk__gt=last)[:PIECE]):
        yield from zip(piece, history.tell(piece), strict=True)
        last = piece[-1].pk


def position() -> LedgerPosition:
    """The size and the root of the ledger now, and what waits for a number."""
    now = sequencing.position()
    return LedgerPosition(sequenced=now.size, root=now.root, waiting=now.waiting)


def is_gapless() -> bool:
    """Whether the numbers run from 0 to the last without a gap."""
    count, last = Leaf.objects.aggregate(n=Count("seq"), last=Max("seq")).values()
    return bool(count == 0 or count == last + 1)
