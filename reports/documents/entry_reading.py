"""Entries of a project by what reports look them up with; read once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from governance import history
from governance.actions import Action
from governance.history import Change
from governance.models import User
from registry.models import Project
from reports.documents.evidence import Event
from reports.documents.reading import event, told


@dataclass(frozen=True)
class Told:
    """An entry, and what it changed."""

    event: Event
    changes: tuple[Change, ...]

    def old(self, field: str) -> str:
        """What a field was before."""
        return next((one.old for one in self.changes if one.field == field), "")

    def new(self, field: str) -> str:
        """What a field became."""
        return next((one.new for one in self.changes if one.field == field), "")


class Entries:
    """The entries of some actions before a moment that the actor may read."""

    def __init__(
        self, project: Project, actor: User, until: datetime, actions: Iterable[Action]
    ) -> None:
        self.until = until
        self.events: list[Event] = []  # oldest first
        self._by_uuid: dict[UUID, Event] = {}
        self._by_object: dict[UUID, Event] = {}
        self._by_change: dict[tuple[UUID, str, str], Told] = {}
        rows = history.visible_entries(actor).filter(
            project_id=project.pk, ts__lt=until, action__in=[a.value for a in actions]
        )
        for entry, line in told(rows):
            found = event(line)
            self.events.append(found)
            self._by_uuid[entry.uuid] = found
            self._by_object[entry.object_id] = found
            for change in line.changes:
                key = entry.object_id, change.field, change.new
                self._by_change[key] = Told(found, line.changes)

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
