"""Reads of the ledger for people: who did what, when, and why."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from governance.actions import RULES, Action
from governance.models import Disclosure, Entry
from governance.rights import Role
from governance.subjects import url_of

ERASED = "(erased)"
PAGE = 50
ROLES = frozenset(Role.values)  # asked for once per entry, made anew by each access


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, as text."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """One entry, told. `number` is its place in the log, None while it waits."""

    entry_id: int
    uuid: UUID
    number: int | None
    at: datetime
    actor_name: str
    action: str
    sentence: str
    why: str
    object_type: str
    object_label: str
    subject_url: str
    project_id: UUID | None
    changes: tuple[Change, ...]
    digest: str


def entries(  # noqa: PLR0913 - each is one filter of the audit page
    *,
    project_id: UUID | None = None,
    subject: UUID | None = None,
    actor: UUID | None = None,
    action: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Entry]:
    """Entries newest first, filtered; the caller has checked who may read them."""
    rows = Entry.objects.order_by("-pk").select_related("leaf")
    wanted = Q()
    if project_id:
        wanted &= Q(project_id=project_id)
    if subject:
        wanted &= Q(object_id=subject)
    if actor:
        wanted &= Q(actor_id=actor)
    if action:
        wanted &= Q(action=action)
    if since:
        wanted &= Q(ts__gte=since)
    if until:
        wanted &= Q(ts__lt=until)
    return rows.filter(wanted)


def tell(rows: Iterable[Entry]) -> list[EventLine]:
    """Entries as lines; one more query, for the disclosures of all of them."""
    found = list(rows)
    open_values: dict[tuple[UUID, str], Any] = {
        (row.entry_uuid, row.path): row.value
        for row in Disclosure.objects.filter(entry_uuid__in=[e.uuid for e in found])
    }
    return [_line(entry, open_values) for entry in found]


def events(
    *, limit: int = PAGE, before: int | None = None, **which: Any
) -> list[EventLine]:
    """The newest entries of a project, subject or actor; older ones by `before`."""
    rows = entries(**which)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tell(rows[:limit])


def _line(entry: Entry, open_values: dict[tuple[UUID, str], Any]) -> EventLine:
    body: dict[str, Any] = json.loads(bytes(entry.body))

    def shown(path: str, value: Any) -> str:
        if isinstance(value, dict):
            value = open_values.get((entry.uuid, path), ERASED)
        return "" if value is None else str(value)

    changes = tuple(
        Change(
            field,
            shown(f"changes.{field}.0", pair[0]),
            shown(f"changes.{field}.1", pair[1]),
        )
        for field, pair in body["changes"].items()
    )
    label = shown("object.label", body["object"]["label"])
    leaf = getattr(entry, "leaf", None)
    return EventLine(
        entry_id=entry.pk,
        uuid=entry.uuid,
        number=leaf.seq if leaf else None,
        at=entry.ts,
        actor_name=shown("actor.name", body["actor"]["name"]),
        action=entry.action,
        sentence=_sentence(entry.action, label, changes),
        why=shown("why", body["why"]),
        object_type=entry.object_type,
        object_label=label,
        subject_url=url_of(entry.object_type, body["object"]["id"]),
        project_id=entry.project_id,
        changes=changes,
        digest=bytes(entry.leaf_hash).hex(),
    )


def _sentence(action: str, label: str, changes: tuple[Change, ...]) -> str:
    words = {change.field: change.new or change.old for change in changes}
    if words.get("role") in ROLES:
        words["role"] = Role(words["role"]).label
    if "attempted" in words:
        attempted = RULES[Action(words["attempted"])].sentence.split("{", maxsplit=1)[0]
        words["attempted"] = f"“{attempted.strip()}”"
    return RULES[Action(action)].sentence.format_map(_Gaps(words, object=label))


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ERASED
