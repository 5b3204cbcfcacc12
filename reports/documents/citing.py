"""The entries behind acts, as far as the requester may read them."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from governance import history
from governance.history import EventLine
from governance.models import Entry, User
from reports.documents.evidence import Cited

HIDDEN: Final = Cited("not shown", "", "Not shown: the requester may not read it.")
NONE: Final = Cited("none", "", "No entry was found.")


def by_uuid(actor: User, uuids: Iterable[UUID | None]) -> dict[UUID, Cited]:
    """Entries by their own identifier; those that others may read stand as hidden."""
    wanted = {uuid for uuid in uuids if uuid is not None}
    there = Entry.objects.filter(uuid__in=wanted).values_list("uuid", flat=True)
    found = dict.fromkeys(there, HIDDEN)
    seen = history.visible_entries(actor).filter(uuid__in=wanted)
    return found | {line.uuid: cited(line) for line in history.tell(seen)}


def by_row(actor: User, subject: UUID, project: UUID) -> dict[str, Cited]:
    """Entries about one thing, by the key of the row that each of them made."""
    seen = history.visible_entries(actor).filter(project_id=project, object_id=subject)
    return {
        change.new: cited(line)
        for line in history.tell(seen)
        for change in line.changes
        if change.field.endswith("_id")
    }


def cited(line: EventLine) -> Cited:
    place = "waits" if line.number is None else f"{line.number:,}"
    return Cited(place, line.digest, line.why)
