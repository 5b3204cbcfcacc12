"""Reads shared by the kinds: entries in pieces, moments as text, the ledger's place."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from django.db.models import Count, Max, QuerySet

from governance import history, log
from governance.history import EventLine
from governance.ledger.hashing import EMPTY_ROOT
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
        who=line.who,
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
    """The checkpoint to rely on now, the log's key, and what waits for a number."""
    checkpoint, keys = log.published(), log.verifiers()
    return LedgerPosition(
        sequenced=checkpoint.size if checkpoint else 0,
        root=(bytes(checkpoint.root) if checkpoint else EMPTY_ROOT).hex(),
        waiting=Entry.objects.filter(leaf=None).count(),
        note=log.with_cosignatures(checkpoint) if checkpoint else "",
        vkey=keys[-1].vkey if keys else "",
    )


def is_gapless() -> bool:
    """Whether the numbers run from 0 to the last without a gap."""
    count, last = Leaf.objects.aggregate(n=Count("seq"), last=Max("seq")).values()
    return bool(count == 0 or count == last + 1)
