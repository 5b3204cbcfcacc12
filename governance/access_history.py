"""Who had which access when, read from the entries of the ledger alone.

The rows of grants say what holds now. This replays the entries about one project, the
site's roles and one account, up to a moment, and knows no row of a grant: so both can
be held against each other (`access_answers`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from governance.actions import Action
from governance.entry_bodies import read_body
from governance.ledger.hashing import leaf_hash
from governance.models import CampaignItem, Entry, User
from governance.rights import Role
from governance.subjects import SITE_ID, Site

# Every action whose entry tells of a grant (`grant_facts.tell`). One that is missing
# here shows as a disagreement between rows and entries, in red.
GRANT_ACTIONS: set[str] = {
    Action.PROJECT_CREATED,
    Action.PROJECT_SHARED,
    Action.PROJECT_EXTENDED,
    Action.PROJECT_UNSHARED,
    Action.ACCESS_APPROVED,
    Action.ACCESS_REDUCED,
    Action.REVIEW_REDUCED,
    Action.REVIEW_REMOVED,
    Action.REVIEW_LAPSED,
    Action.SITE_ROLE_GRANTED,
    Action.SITE_ROLE_REVOKED,
    Action.EMERGENCY_ADMIN_CREATED,
    Action.SERVICE_CREATED,
}
# What entries about grants on the site can be about.
SITE_OBJECTS = (Site.subject_type, CampaignItem.subject_type)
PERSON_ACTIONS: frozenset[str] = frozenset(
    {
        Action.PERSON_PROVISIONED,
        Action.PERSON_UPDATED,
        Action.PERSON_CLOSED,
        Action.PERSON_REOPENED,
        Action.EMERGENCY_ADMIN_CREATED,
        Action.SERVICE_CREATED,
    }
)
IN_GROUP = "in_group_"


@dataclass(frozen=True, slots=True)
class Cited:
    """An entry that an answer rests on. number: None while it waits for its place."""

    uuid: UUID
    number: int | None
    at: datetime
    action: str


@dataclass(frozen=True, slots=True)
class Told:
    """A grant as the entries tell it."""

    id: str
    scope: UUID
    holder: str
    role: Role
    valid_from: datetime
    valid_until: datetime | None
    given: Cited
    ended_at: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """Begun, not ended, not past its last moment."""
        over = self.valid_until is not None and self.valid_until <= at
        ended = self.ended_at is not None and self.ended_at <= at
        return self.valid_from <= at and not over and not ended


@dataclass(slots=True)
class Replay:
    """What the entries up to a moment say about one project and one account."""

    grants: dict[str, Told] = field(default_factory=dict)
    groups: dict[str, Cited] = field(default_factory=dict)
    opened: Cited | None = None  # the account's first entry, or its reopening
    closed: Cited | None = None
    read: int = 0
    last: int = -1  # the highest number among them
    silent: list[Cited] = field(default_factory=list)  # they name no grant: older ones
    altered: list[Cited] = field(default_factory=list)  # or not readable


def entries_about(scope: UUID, person: User, at: datetime) -> QuerySet[Entry]:
    """The entries that can have given the person access to a project up to a moment."""
    on_site = Q(object_type__in=SITE_OBJECTS, project_id=None, action__in=GRANT_ACTIONS)
    on_person = Q(
        object_type=User.subject_type, object_id=person.pk, action__in=PERSON_ACTIONS
    )
    return _until(at, _on_project(scope) | on_site | on_person)


def entries_on(scope: UUID, at: datetime) -> QuerySet[Entry]:
    """Those that can have given anybody access to the project itself."""
    return _until(at, _on_project(scope))


def _on_project(scope: UUID) -> Q:
    return Q(project_id=scope, action__in=GRANT_ACTIONS)


def _until(at: datetime, wanted: Q) -> QuerySet[Entry]:
    rows = Entry.objects.filter(wanted, ts__lte=at)
    return rows.select_related("leaf").order_by("pk")


def replay(entries: Iterable[Entry]) -> Replay:
    """Follow the entries in their order."""
    found = Replay()
    for entry in entries:
        cited, changes = _read(entry, found)
        if entry.action in GRANT_ACTIONS:
            try:
                _follow_grant(found, entry, cited, changes)
            except (KeyError, TypeError, ValueError):  # nobody's operation wrote it
                found.altered.append(cited)
        if entry.action in PERSON_ACTIONS:
            _follow_person(found, cited, changes)
    return found


def _read(entry: Entry, found: Replay) -> tuple[Cited, dict[str, Any]]:
    leaf = getattr(entry, "leaf", None)
    cited = Cited(entry.uuid, leaf.seq if leaf else None, entry.ts, entry.action)
    text = bytes(entry.body)
    expected = {
        bytes(entry.leaf_hash),
        bytes(leaf.leaf_hash if leaf else entry.leaf_hash),
    }
    body = read_body(entry) or {}
    if {leaf_hash(text)} != expected or body.get("action") != entry.action:
        found.altered.append(cited)
    found.read += 1
    found.last = max(found.last, leaf.seq if leaf else -1)
    return cited, body.get("changes", {})


def _follow_grant(
    found: Replay, entry: Entry, cited: Cited, changes: dict[str, Any]
) -> None:
    old, new = changes.get("grant") or (None, None)
    if "holder" not in changes:
        found.silent.append(cited)
    if old in found.grants:
        ended = _moment(changes, "ended_at") or cited.at
        found.grants[old] = replace(found.grants[old], ended_at=ended)
    if new is not None and "holder" in changes:
        found.grants[new] = Told(
            id=new,
            scope=entry.project_id or SITE_ID,
            holder=str(changes["holder"][1]),
            role=Role(changes["role"][1]),
            valid_from=_moment(changes, "valid_from") or cited.at,
            valid_until=_moment(changes, "valid_until"),
            given=cited,
        )


def _moment(changes: dict[str, Any], name: str) -> datetime | None:
    text = changes.get(name, (None, None))[1]
    found = parse_datetime(text) if text else None
    if found is not None and found.tzinfo is None:
        raise ValueError(text)
    return found


def _follow_person(found: Replay, cited: Cited, changes: dict[str, Any]) -> None:
    if cited.action == Action.PERSON_CLOSED:
        found.closed = cited
    elif cited.action == Action.PERSON_REOPENED or found.opened is None:
        found.opened, found.closed = cited, None
    for key, came in _group_changes(changes):
        if came:
            found.groups[key] = cited
        else:
            found.groups.pop(key, None)


def _group_changes(changes: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    for name, (_, now) in changes.items():
        if name.startswith(IN_GROUP):
            yield f"group:{name.removeprefix(IN_GROUP)}", bool(now)
