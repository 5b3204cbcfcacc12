"""What later entries say about earlier ones: corrections, and erased values.

A correction is shown with its original, an original with what came later. A constant
number of queries for any number of entries.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from governance import history
from governance.actions import Action
from governance.entry_bodies import read_body, refs_of
from governance.history import EventLine, Later
from governance.models import Entry

WORDS = {
    Action.ANNOTATION_CORRECTED.value: "Corrected later by",
    Action.DISCLOSURE_ERASED.value: "A value was erased by",
}
MOST = 2000  # later entries about the objects of one page


def linked(rows: Sequence[Entry], readable: QuerySet[Entry]) -> list[EventLine]:
    """Entries as lines that link each other; originals only where readable."""
    later = _later(rows)
    originals = _originals(rows, readable)
    lines = history.tell([*rows, *originals])
    by_number = {line.number: line for line in lines[len(rows) :]}
    return [
        replace(
            line,
            later=tuple(later.get(line.number, ())),
            original=_original(line, by_number),
        )
        for line in lines[: len(rows)]
    ]


def _later(rows: Sequence[Entry]) -> dict[int | None, list[Later]]:
    """What later entries say, by the number of the entry they point at.

    A later entry is about the same object, so that an index finds it.
    """
    found: dict[int | None, list[Later]] = defaultdict(list)
    told = Entry.objects.filter(
        action__in=WORDS,
        object_type__in={row.object_type for row in rows},
        object_id__in={row.object_id for row in rows},
    )
    for entry in told.select_related("leaf").order_by("pk")[:MOST]:
        one = Later(entry.uuid, history.number_of(entry), WORDS[entry.action])
        for number in _refs(entry):
            found[number].append(one)
    return found


def _originals(rows: Sequence[Entry], readable: QuerySet[Entry]) -> list[Entry]:
    wanted = {number for row in rows if row.action in WORDS for number in _refs(row)}
    return list(readable.filter(leaf__seq__in=wanted))


def _original(line: EventLine, by_number: dict[int | None, EventLine]) -> Any:
    if line.action not in WORDS or not line.refs:
        return None
    return by_number.get(line.refs[0])


def _refs(entry: Entry) -> list[int]:
    return refs_of(read_body(entry))
