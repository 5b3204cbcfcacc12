"""Everything one entry holds, for its page and for the API."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from governance import annotations, history
from governance.disclosed import ERASED, named, sealed_paths
from governance.entry_bodies import read_body
from governance.history import EventLine
from governance.models import Disclosure, Entry, User


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A value that the body holds as a digest only."""

    path: str
    name: str
    is_open: bool
    value: str | None

    @property
    def shown(self) -> str:
        """What pages say."""
        return ERASED if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Pointer:
    """An earlier entry that this one points at; no address when it is unreadable."""

    number: int
    leaf: str
    uuid: UUID | None


@dataclass(frozen=True)
class Told:
    """An entry's line, its body as hashed and as values, and what it discloses.

    An unreadable body has no values; bytes that are no text are shown as marks.
    """

    line: EventLine
    body: str
    size: int  # of the body, in bytes
    values: dict[str, Any]
    disclosed: tuple[Disclosed, ...]
    pointers: tuple[Pointer, ...]

    @property
    def readable_body(self) -> str:
        """The same values, indented; an unreadable body as it is."""
        if not self.values:
            return self.body
        return json.dumps(self.values, indent=2, ensure_ascii=False)


def told(actor: User, entry: Entry) -> Told:
    """All about one entry that the actor may read; 6 queries."""
    raw = bytes(entry.body)
    values = read_body(entry) or {}
    readable = history.visible_entries(actor)
    line = annotations.linked([entry], readable)[0]
    return Told(
        line,
        raw.decode(errors="replace"),
        len(raw),
        values,
        tuple(_disclosed(entry, values)),
        tuple(_pointers(values, history.entries_by_number(readable, line.refs))),
    )


def _disclosed(entry: Entry, values: dict[str, Any]) -> list[Disclosed]:
    rows = Disclosure.objects.filter(entry_uuid=entry.uuid)
    found = {row.path: str(row.value) for row in rows}
    return [
        Disclosed(path, named(path), path in found, found.get(path))
        for path in sealed_paths(values)
    ]


def _pointers(values: dict[str, Any], known: dict[int, UUID]) -> list[Pointer]:
    return [
        Pointer(ref["index"], ref["leaf"], known.get(ref["index"]))
        for ref in values.get("refs", ())
    ]
