"""Evidence bundles out of the database: which entries, and how they get into a file.

Entries, leaves and tiles are only ever added, so they are read in pages without holding
a transaction. What a checkpoint does not cover yet is not exported.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO
from uuid import UUID

from django.db.models import Q, QuerySet

from governance import log
from governance.exceptions import Conflict, InvalidInput
from governance.ledger.bundle import Content, Numbered, write_bundle
from governance.ledger.disclosures import Disclosure
from governance.ledger.errors import LedgerError
from governance.ledger.manifest import MAX_SELECTION
from governance.models import Checkpoint, Entry, Leaf
from governance.models import Disclosure as DisclosureRow

PAGE = 500
CHUNK = 1 << 20
Progress = Callable[[int, int], None]
Asked = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Everything:
    """Every entry of the newest checkpoint."""

    asked: Asked = field(default_factory=lambda: {"what": "every entry"})

    def indexes(self, size: int) -> range:
        """All of them."""
        return range(size)


@dataclass(frozen=True, slots=True)
class Between:
    """Every entry from one number to another, both included."""

    first: int
    last: int

    @property
    def asked(self) -> Asked:
        """What stands in the manifest."""
        return {"what": "range", "first": self.first, "last": self.last}

    def indexes(self, size: int) -> range:
        """The range; InvalidInput when the log does not reach it."""
        if not 0 <= self.first <= self.last < size:
            raise InvalidInput(
                "range",
                f"The checkpoint holds entries 0 to {size - 1:,}, "
                f"not {self.first:,} to {self.last:,}.",
            )
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The entries that fit a condition. `asked` says in the manifest which."""

    condition: Q
    asked: Asked

    def indexes(self, size: int) -> list[int]:
        """Their numbers, rising; InvalidInput beyond 50,000."""
        rows = Leaf.objects.filter(
            seq__lt=size, entry__in=Entry.objects.filter(self.condition)
        )
        numbers = rows.order_by("seq").values_list("seq", flat=True)
        found = list(numbers[: MAX_SELECTION + 1])
        if len(found) > MAX_SELECTION:
            raise InvalidInput(
                "entries",
                f"A selection has at most {MAX_SELECTION:,} entries. Take fewer days, "
                "or export a range.",
            )
        return found


Wanted = Everything | Between | Chosen


def of_project(project_id: UUID, condition: Q | None = None) -> Chosen:
    """The entries of one project."""
    chosen = Q(project_id=project_id) & (condition or Q())
    return Chosen(chosen, {"what": "project", "project": str(project_id)})


def of_object(object_id: UUID) -> Chosen:
    """The entries about one thing."""
    asked = {"what": "object", "object": str(object_id)}
    return Chosen(Q(object_id=object_id), asked)


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle in a file: over which checkpoint, how many entries, and its digest."""

    size: int
    entries: int
    kind: str
    sha256: str


def write(  # noqa: PLR0913 - the bundle, and what the asker decides about it
    file: BinaryIO,
    wanted: Wanted,
    *,
    since: int | None = None,
    is_disclosed: bool = True,
    limit: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Written:
    """Write a bundle over the published checkpoint.

    Raises Conflict when nothing is signed yet, InvalidInput when the log does not hold
    what is asked for, or more than `limit` entries fit.
    """
    checkpoint = log.published()
    if checkpoint is None:
        raise Conflict("The log is not signed yet. Wait a second, then repeat.")
    if since is not None and not 0 <= since <= checkpoint.size:
        raise InvalidInput(
            "since", f"The log has {checkpoint.size:,} entries, not {since:,} or more."
        )
    indexes = wanted.indexes(checkpoint.size)
    _refuse_beyond(limit, len(indexes))
    content = _content(checkpoint, wanted, indexes, since, progress)
    if is_disclosed:
        content = replace(content, disclosures=_disclosures(indexes))
    try:
        manifest = write_bundle(file, content)
    except LedgerError as error:
        raise InvalidInput("entries", f"This cannot be exported: {error}.") from error
    kind = "range" if manifest.is_range else "selection"
    return Written(checkpoint.size, len(indexes), kind, _sha256(file))


def _refuse_beyond(limit: int | None, count: int) -> None:
    if limit is not None and count > limit:
        raise InvalidInput(
            "entries",
            f"These are {count:,} entries; a page exports at most {limit:,}. Take "
            "fewer days, or use manage.py export_ledger.",
        )


def _content(
    checkpoint: Checkpoint,
    wanted: Wanted,
    indexes: Sequence[int],
    since: int | None,
    progress: Progress,
) -> Content:
    return Content(
        checkpoint=log.with_cosignatures(checkpoint),
        vkeys=[key.vkey for key in log.verifiers()],
        indexes=indexes,
        bodies=_bodies(indexes, progress),
        disclosures=None,
        tiles=log.DatabaseTiles(),
        asked=wanted.asked,
        since=since,
    )


def _pages(indexes: Sequence[int]) -> Iterator[tuple[Sequence[int], QuerySet[Leaf]]]:
    """500 numbers at a time, with their leaves."""
    for at in range(0, len(indexes), PAGE):
        part = indexes[at : at + PAGE]
        if isinstance(part, range):
            rows = Leaf.objects.filter(seq__gte=part.start, seq__lt=part.stop)
        else:
            rows = Leaf.objects.filter(seq__in=part)
        yield part, rows.order_by("seq")


def _bodies(indexes: Sequence[int], progress: Progress) -> Iterator[bytes]:
    done = 0
    for part, rows in _pages(indexes):
        for body in rows.values_list("entry__body", flat=True):
            yield bytes(body)
        done += len(part)
        progress(done, len(indexes))


def _disclosures(indexes: Sequence[int]) -> Iterator[Numbered]:
    """What was not erased, by number and path."""
    for _, rows in _pages(indexes):
        numbers = {uuid: seq for seq, uuid in rows.values_list("seq", "entry__uuid")}
        told = DisclosureRow.objects.filter(entry_uuid__in=list(numbers))
        found = [
            (numbers[row.entry_uuid], Disclosure(row.path, bytes(row.salt), row.value))
            for row in told
        ]
        yield from sorted(found, key=lambda each: (each[0], each[1].path))


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
