"""The entries behind acts, by what reports look them up with; each read once.

Entries of the project alone, so that a report holds the same whoever asks for it. What
stands elsewhere in the ledger, such as giving a role on the site, is not shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from governance import history
from governance.actions import Action
from governance.history import Change
from governance.models import Entry
from reports.documents.evidence import Cited, Event
from reports.documents.reading import event, told

ELSEWHERE: Final = Cited("not shown", "", "Not shown: it is no entry of this project.")
NONE: Final = Cited("none", "", "No entry was found.")


@dataclass(frozen=True)
class Told:
    """An entry, and what it changed."""

    event: Event
    changes: tuple[Change, ...]

    def old(self, field: str) -> str:
        """What a field was before."""
        return next((one.old for one in self.changes if one.field == field), "")


class Entries:
    """Some entries, oldest first, with the ways to find one."""

    def __init__(self, rows: QuerySet[Entry]) -> None:
        self.events: list[Event] = []
        self._by_uuid: dict[UUID, Event] = {}
        self._by_object: dict[UUID, Event] = {}
        self._by_change: dict[tuple[UUID, str, str], Told] = {}
        self._by_row: dict[str, Event] = {}
        for entry, line in told(rows):
            found = event(line)
            self.events.append(found)
            self._by_uuid[entry.uuid] = found
            self._by_object[entry.object_id] = found
            for change in line.changes:
                key = entry.object_id, change.field, change.new
                self._by_change[key] = Told(found, line.changes)
                if change.field.endswith("_id"):
                    self._by_row[change.new] = found

    def by_uuid(self, uuid: UUID | None) -> Event | None:
        """The entry with an identifier."""
        return self._by_uuid.get(uuid) if uuid else None

    def by_object(self, about: UUID) -> Event | None:
        """The newest entry about something."""
        return self._by_object.get(about)

    def by_change(self, about: UUID, field: str, new: str) -> Event | None:
        """The newest entry about something that gave a field this value."""
        found = self.told_by_change(about, field, new)
        return found.event if found else None

    def told_by_change(self, about: UUID, field: str, new: str) -> Told | None:
        """The same, with all that it changed."""
        return self._by_change.get((about, field, new))

    def by_row(self, key: object) -> Cited:
        """The entry that names the row it made, cited; NONE when there is none."""
        return _cited(self._by_row.get(str(key)))


def acts(project: UUID, actions: Iterable[Action], until: datetime) -> Entries:
    """The entries of some actions before a moment."""
    rows = history.entries(project_id=project, until=until)
    return Entries(rows.filter(action__in=[action.value for action in actions]))


def about(project: UUID, subjects: Iterable[UUID]) -> Entries:
    """The entries about some things."""
    rows = history.entries(project_id=project)
    return Entries(rows.filter(object_id__in=set(subjects)))


def cited(project: UUID, uuids: Iterable[UUID | None]) -> dict[UUID | None, Cited]:
    """Each identifier with its entry; see NONE and ELSEWHERE."""
    wanted = {uuid for uuid in uuids if uuid is not None}
    found = Entries(history.entries(project_id=project).filter(uuid__in=wanted))
    there = set(Entry.objects.filter(uuid__in=wanted).values_list("uuid", flat=True))
    shown: dict[UUID | None, Cited] = {None: NONE}
    for uuid in wanted:
        act = found.by_uuid(uuid)
        is_elsewhere = act is None and uuid in there
        shown[uuid] = ELSEWHERE if is_elsewhere else _cited(act)
    return shown


def _cited(found: Event | None) -> Cited:
    return Cited(found.place, found.digest, found.why) if found else NONE
