"""Everybody who may do something in a project: rights, ways, ends, last use, refusals.

Five queries for any number of people and grants.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from governance import disclosed, history
from governance.actions import Action
from governance.history import EventLine
from governance.models import Entry, Grant, User
from governance.rights import PEOPLE_ONLY, PROJECT_RIGHTS, Right, Role
from governance.subjects import SITE_ID

MAX_PEOPLE = 500
DENIALS = 20
# The heads of narrow columns; the full words stand in `Right`.
SHORT = {
    Right.VIEW: "See",
    Right.COMMENT: "Comment",
    Right.CONTRIBUTE: "Add",
    Right.SHARE: "Share",
    Right.VALIDATE: "Validate",
    Right.REPORT: "Report",
    Right.SCORE: "Score",
    Right.DEPLOY_DEV: "DEV",
    Right.DEPLOY_TEST: "TEST",
    Right.DEPLOY_PROD: "PROD",
    Right.ERASE: "Erase",
}


def short(right: Right) -> str:
    """The head of a right's column."""
    return SHORT.get(right, right.value.split(".")[-1].replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True)
class Cell:
    """One right of one person. way: "direct", "group", "site", or "" for none."""

    right: Right
    way: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person: how they are in, what they may, until when, what they did last."""

    person: User
    ways: tuple[str, ...]
    until: datetime | None
    cells: tuple[Cell, ...]
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """People by rights. is_whole is False when more than 500 people are in."""

    rights: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    is_whole: bool


def matrix(project_id: UUID) -> Matrix:
    """Who may do what in a project now, through the site as well; three queries."""
    grants = list(
        Grant.objects.in_force(timezone.now())
        .filter(scope__in=[project_id, SITE_ID])
        .select_related("user", "group")
        .order_by("valid_from")
    )
    held = _by_person(grants)
    people = list(
        User.objects.filter(pk__in=held)
        .annotate(last_used=_last_use(project_id))
        .select_related("owner")
        .order_by("username")[: MAX_PEOPLE + 1]
    )
    lines = [_line(person, held) for person in people]
    return Matrix(
        rights=tuple((short(right), right.label) for right in PROJECT_RIGHTS),
        lines=tuple(line for line in lines[:MAX_PEOPLE] if _sees_any(line)),
        is_whole=len(people) <= MAX_PEOPLE,
    )


def _by_person(grants: Iterable[Grant]) -> dict[UUID, list[Grant]]:
    """The grants that reach each person; one query, for the members of groups."""
    held: dict[UUID, list[Grant]] = defaultdict(list)
    by_group: dict[int, list[Grant]] = defaultdict(list)
    for grant in grants:
        if grant.user_id is not None:
            held[grant.user_id].append(grant)
        elif grant.group_id is not None:
            by_group[grant.group_id].append(grant)
    members = User.groups.through.objects.filter(group_id__in=by_group)
    for person, group in members.values_list("user_id", "group_id"):
        held[person].extend(by_group[group])
    return held


def _last_use(project_id: UUID) -> Subquery:
    mine = Entry.objects.filter(project_id=project_id, actor_id=OuterRef("pk"))
    return Subquery(mine.order_by("-pk").values("ts")[:1])


def _line(person: User, held: dict[UUID, list[Grant]]) -> Line:
    grants = held[person.pk]
    behind = _rights(held.get(person.owner_id, [])) if person.owner_id else None
    open_ended = any(grant.valid_until is None for grant in grants)
    ends = [grant.valid_until for grant in grants if grant.valid_until]
    return Line(
        person=person,
        ways=tuple(dict.fromkeys(_words(grant) for grant in grants)),
        until=None if open_ended else max(ends),
        cells=tuple(_cell(person, right, grants, behind) for right in PROJECT_RIGHTS),
        last_used=getattr(person, "last_used", None),
    )


def _sees_any(line: Line) -> bool:
    """Not those whose role on the site gives nothing inside a project."""
    return any(cell.words for cell in line.cells)


def _rights(grants: list[Grant]) -> frozenset[Right]:
    found = (right for grant in grants for right in Role(grant.role).rights)
    return frozenset(found) - PEOPLE_ONLY


def _cell(
    person: User, right: Right, grants: list[Grant], behind: frozenset[Right] | None
) -> Cell:
    """behind: what a service account can hold at most, by what its owner may."""
    found = [grant for grant in grants if right in Role(grant.role).rights]
    if not found:
        return Cell(right, "", "")
    best = min(found, key=_nearness)
    way = ("direct", "group", "site")[_nearness(best)]
    if not person.is_active:
        return Cell(right, "", f"{_words(best)}; the account is closed")
    owner = person.owner
    if owner is not None and (right not in (behind or ()) or not owner.is_active):
        return Cell(right, "", f"{_words(best)}; not for an account of {owner}")
    return Cell(right, way, _words(best))


def _nearness(grant: Grant) -> int:
    if grant.scope == SITE_ID:
        return 2
    return 1 if grant.group_id else 0


def _words(grant: Grant) -> str:
    role = Role(grant.role).label
    through = f" through group {grant.group}" if grant.group else ""
    where = " on the site" if grant.scope == SITE_ID else ""
    return f"{role}{where}{through}"


def denials(project_id: UUID) -> list[EventLine]:
    """The newest refused attempts in a project; two queries."""
    rows = history.entries(project_id=project_id, action=Action.ACCESS_DENIED)
    return history.tell(rows[:DENIALS])


def tell_reasons(grants: Iterable[Grant]) -> None:
    """Note on each grant why it was given, as far as nobody erased it; one query."""
    given = {grant.entry_uuid: grant for grant in grants if grant.entry_uuid}
    for entry, reason in disclosed.reasons(given).items():
        given[entry].reason = reason
