"""An entry as the subject of a later one, which corrects it or erases from it."""

from typing import Any
from uuid import UUID

from governance.disclosed import ERASED
from governance.entry_bodies import UNREADABLE, read_body
from governance.models import Disclosure, Entry


class EntrySubject:
    """What an entry is about, so that a later one stands in the same history.

    Its type, id and project are those of the entry's object. No row is locked: entries
    are never changed, and the role of the application may not lock what it may not
    update.
    """

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.body: dict[str, Any] = read_body(entry) or {}
        self.subject_type = entry.object_type
        self.pk: UUID = entry.object_id
        self.scope_id: UUID | None = entry.project_id
        self.written_by: UUID = entry.actor_id

    @property
    def subject_label(self) -> str:
        """The label that the entry copied; an account's is a disclosure."""
        if not self.body:
            return UNREADABLE
        label = self.body["object"]["label"]
        if isinstance(label, str):
            return label
        sealed = Disclosure.objects.filter(
            entry_uuid=self.entry.uuid, path="object.label"
        )
        found = sealed.first()
        return str(found.value) if found else ERASED
