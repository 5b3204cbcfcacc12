"""Reads of the ledger for people: who did what, when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from governance import access, disclosed, limits, scopes
from governance.actions import RULES, Action
from governance.entry_bodies import UNREADABLE, read_body, refs_of
from governance.entry_subjects import EntrySubject
from governance.exceptions import NotVisible
from governance.models import Disclosure, Entry, User
from governance.rights import Right, Role
from governance.subjects import pages_of

ERASED = disclosed.ERASED
PAGE = 50
MOST_DIGITS = 16  # of 2**53
UNREAD = "wrote what cannot be read"
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
    refs: tuple[int, ...]  # the numbers of the entries that it points at
    on_behalf_of: str = ""  # for whom the account acted: its name now
    statement: str = ""  # of a correction: how it should read
    later: tuple["Later", ...] = ()  # see `annotations`, as the next
    original: "EventLine | None" = None

    @property
    def who(self) -> str:
        """Who did it, and on whose behalf."""
        behind = f" on behalf of {self.on_behalf_of}" if self.on_behalf_of else ""
        return f"{self.actor_name}{behind}"


@dataclass(frozen=True, slots=True)
class Later:
    """A later entry that corrects an earlier one, or erased a value of it."""

    uuid: UUID
    number: int | None
    word: str


def visible_entries(actor: User) -> QuerySet[Entry]:
    """Entries that somebody may read, newest first.

    Those of every project the person may see, and their own; all for auditors. A
    narrowed token does not read what its account did elsewhere.
    """
    rows = entries()
    if access.may(actor, Right.AUDIT, None).allowed:
        return rows
    readable = Q(project_id__in=scopes.visible_ids(actor))
    if limits.narrowing(actor) is None:
        readable |= Q(actor_id=actor.pk)
    return rows.filter(readable)


def find_entry(actor: User, uuid: UUID) -> Entry:
    """One of them; absent and invisible both raise NotVisible."""
    found = visible_entries(actor).filter(uuid=uuid).first()
    if found is None:
        raise NotVisible
    return found


def find_to_erase(actor: User, uuid: UUID) -> Entry:
    """Like `find_entry`; people who erase personal data there find it, unread."""
    found = entries().filter(uuid=uuid).first()
    if found is not None:
        subject = EntrySubject(found)
        if access.may(actor, Right.ERASE, subject.scope_id).allowed:
            return found
    return find_entry(actor, uuid)


def entries_by_number(
    readable: QuerySet[Entry], numbers: Iterable[int]
) -> dict[int, UUID]:
    """The identifiers of readable entries by their numbers."""
    rows = readable.filter(leaf__seq__in=numbers)
    return dict(rows.values_list("leaf__seq", "uuid"))


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
    """Entries as lines: names and pages in a few queries for any number of them."""
    found = [(row, read_body(row)) for row in rows]
    keys = [row.uuid for row, _ in found]
    open_values: dict[tuple[UUID, str], Any] = {
        (row.entry_uuid, row.path): row.value
        for row in Disclosure.objects.filter(entry_uuid__in=keys)
    }
    behind = _behind(body for _, body in found if body)
    pages = pages_of((row.object_type, row.object_id) for row, body in found if body)
    return [_line(entry, body, open_values, behind, pages) for entry, body in found]


def _behind(bodies: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The names of those on whose behalf others acted; no query when nobody did."""
    keys = {body["on_behalf_of"] for body in bodies} - {None}
    if not keys:
        return {}
    named = User.objects.filter(pk__in=keys).values_list("pk", "username")
    return {str(key): name for key, name in named}


def events(
    *, limit: int = PAGE, before: int | None = None, **which: Any
) -> list[EventLine]:
    """The newest entries of a project, subject or actor; older ones by `before`."""
    rows = entries(**which)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tell(rows[:limit])


def _line(
    entry: Entry,
    body: dict[str, Any] | None,
    open_values: dict[tuple[UUID, str], Any],
    behind: dict[str, str],
    pages: dict[tuple[str, UUID], str],
) -> EventLine:
    if body is None or entry.action not in RULES:
        return _unreadable(entry)

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
    return EventLine(
        entry_id=entry.pk,
        uuid=entry.uuid,
        number=number_of(entry),
        at=entry.ts,
        actor_name=shown("actor.name", body["actor"]["name"]),
        action=entry.action,
        sentence=_sentence(entry.action, label, changes),
        why=shown("why", body["why"]),
        object_type=entry.object_type,
        object_label=label,
        subject_url=pages.get((entry.object_type, entry.object_id), ""),
        project_id=entry.project_id,
        changes=changes,
        digest=bytes(entry.leaf_hash).hex(),
        refs=tuple(refs_of(body)),
        on_behalf_of=behind.get(body["on_behalf_of"], body["on_behalf_of"] or ""),
        statement=_statement(entry.action, changes),
    )


def _unreadable(entry: Entry) -> EventLine:
    """What no operation wrote: only what the row and the log say of it."""
    return EventLine(
        entry_id=entry.pk,
        uuid=entry.uuid,
        number=number_of(entry),
        at=entry.ts,
        actor_name=UNREADABLE,
        action=entry.action,
        sentence=UNREAD,
        why="",
        object_type=entry.object_type,
        object_label="",
        subject_url="",
        project_id=entry.project_id,
        changes=(),
        digest=bytes(entry.leaf_hash).hex(),
        refs=(),
    )


def number_of(entry: Entry) -> int | None:
    """Its place in the log, None while it waits for one."""
    leaf = getattr(entry, "leaf", None)
    return leaf.seq if leaf else None


def _statement(action: str, changes: tuple[Change, ...]) -> str:
    if action != Action.ANNOTATION_CORRECTED:
        return ""
    return next((c.new for c in changes if c.field == "statement"), "")


def _sentence(action: str, label: str, changes: tuple[Change, ...]) -> str:
    words = {change.field: change.new or change.old for change in changes}
    if words.get("role") in ROLES:
        words["role"] = Role(words["role"]).label
    if "attempted" in words:
        words["attempted"] = f"“{_attempted(words['attempted'])}”"
    if "path" in words:
        words["path"] = disclosed.named(words["path"])
    if _is_number(words.get("entry", "")):
        words["entry"] = f"{int(words['entry']):,}"
    return RULES[Action(action)].sentence.format_map(_Gaps(words, object=label))


def _attempted(action: str) -> str:
    """What was refused; an action that no catalogue names as it stands there."""
    if action not in RULES:
        return action
    return RULES[Action(action)].sentence.split("{", maxsplit=1)[0].strip()


def _is_number(text: str) -> bool:
    """Whether `int` takes it: a longer one, or other digits, may stand there too."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ERASED
