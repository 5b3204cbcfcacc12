"""Everybody who is in a project now, by which grant, and what they did last."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from governance.models import Entry, Grant, User
from governance.rights import PROJECT_RIGHTS, Role
from governance.subjects import SITE_ID
from reports.documents.access_review.evidence import GrantFact
from reports.documents.evidence import Cited
from reports.documents.reading import moment

NOBODY: list[User | None] = [None]  # a group that has no member
INSIDE = [role for role in Role if not role.rights.isdisjoint(PROJECT_RIGHTS)]


@dataclass(frozen=True)
class Population:
    """The grants that reach the project, and the people they reach."""

    grants: list[Grant]
    reached: dict[UUID, list[User]]  # by grant
    last_acts: dict[UUID, datetime]  # by person

    @property
    def people(self) -> dict[UUID, User]:
        return {one.pk: one for people in self.reached.values() for one in people}


def population(project: UUID, now: datetime) -> Population:
    """Four queries, for any number of people."""
    grants = list(
        Grant.objects.open(now)
        .filter(scope__in=[project, SITE_ID], role__in=INSIDE)
        .select_related("user", "group", "granted_by")
        .order_by("scope", "valid_from", "pk")
    )
    reached = _reached(grants)
    people = {one.pk for found in reached.values() for one in found}
    acts = Entry.objects.filter(project_id=project, actor_id__in=people)
    newest = acts.values("actor_id").annotate(at=Max("ts"))
    last = dict(newest.order_by().values_list("actor_id", "at"))
    return Population(grants, reached, last)


def _reached(grants: Iterable[Grant]) -> dict[UUID, list[User]]:
    """The holder, or the members that the group has now."""
    groups = {grant.group_id for grant in grants if grant.group_id is not None}
    members: dict[int, list[User]] = defaultdict(list)
    for user in User.objects.filter(groups__in=groups).prefetch_related("groups"):
        for group in user.groups.all():
            if user not in members[group.pk]:
                members[group.pk].append(user)
    return {
        grant.pk: [grant.user] if grant.user else members[grant.group_id or 0]
        for grant in grants
    }


@dataclass(frozen=True)
class Known:
    """What is known beside the rows: entries, the newest verdicts, and since when."""

    cited: Mapping[UUID | None, Cited]
    verdicts: Mapping[UUID, str]
    reviewed_from: datetime | None


def facts(found: Population, known: Known) -> list[GrantFact]:
    """One line for each person and grant, people in order of their names."""
    lines = [
        _fact(found, known, grant, person)
        for grant in found.grants
        for person in (found.reached[grant.pk] or NOBODY)
    ]
    return sorted(lines, key=lambda line: (line.person, line.role, line.way))


def _fact(
    found: Population, known: Known, grant: Grant, person: User | None
) -> GrantFact:
    last = found.last_acts.get(person.pk) if person else None
    from_then = known.reviewed_from
    return GrantFact(
        person=person.username if person else f"nobody in group {grant.group}",
        account=_account(person),
        role=Role(grant.role).label,
        way=_way(grant),
        given_by=grant.granted_by.username,
        given=known.cited[grant.entry_uuid],
        valid_from=moment(grant.valid_from),
        valid_until=moment(grant.valid_until) if grant.valid_until else "",
        last_act=moment(last) if last else "",
        verdict=known.verdicts.get(grant.pk, ""),
        since_review=from_then is not None and grant.valid_from > from_then,
    )


def _account(person: User | None) -> str:
    if person is None:
        return ""
    if person.is_system:
        return "system"
    if not person.is_active:
        return "closed"
    return "service" if person.is_service else "open"


def _way(grant: Grant) -> str:
    where = "on the site" if grant.scope == SITE_ID else "on the project"
    return f"through group {grant.group}, {where}" if grant.group else where
