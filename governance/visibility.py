"""Which rows somebody may see, as one condition on the rows.

Two strategies, measured by `make bench NAME=permissions` with 100,000 projects on both
databases. For most people the ids of their projects are read first (UNION). For
somebody with thousands of grants the rows are read in their own order, newest first,
and each is asked about (EXISTS), so that a page of a list ends after some tens of rows.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from governance import decisive
from governance.models import Grant, User
from governance.models.grants import GrantQuerySet
from governance.rights import Role
from governance.subjects import SITE_ID

MANY = 1_000
_Row = TypeVar("_Row", bound=Model)


def restrict(
    rows: QuerySet[_Row],
    actor: User,
    roles: Iterable[Role],
    field: str,
    at: datetime,
) -> QuerySet[_Row]:
    """The rows whose project stands in `field` and is the actor's by one of the roles.

    One query here, and at most four more for somebody with thousands of grants. What
    they found is part of the queryset: use it in the request that made it.
    """
    wanted = list(roles)
    found = decisive.scopes(actor, wanted, at, most=MANY + 1)
    if len(found) > MANY:
        grants = Grant.objects.in_force(at).filter(role__in=wanted)
        return _asked_each(rows, grants, actor, field)
    if SITE_ID in found:
        return rows
    return rows.filter(**{f"{field}__in": set(found)})


def _asked_each(
    rows: QuerySet[_Row], grants: GrantQuerySet, actor: User, field: str
) -> QuerySet[_Row]:
    """Lists are newest first, so they begin at the actor's newest project.

    Whoever holds thousands of old projects does not wait for the new ones of others.
    """
    teams = list(actor.groups.values_list("pk", flat=True))
    mine = Q(user=actor) | Q(group__in=teams) if teams else Q(user=actor)
    if grants.filter(mine, scope=SITE_ID).exists():
        return rows
    # Not `scope=`: PostgreSQL would gather every grant of the actor into a hash first.
    here = {"scope__gte": OuterRef(field), "scope__lte": OuterRef(field)}
    held: Any = Exists(grants.filter(user=actor, **here))
    if teams:
        held |= Exists(grants.filter(group__in=teams, **here))
    newest = max(_newest(grants, actor, teams), default=SITE_ID)
    return rows.filter(held, **{f"{field}__lte": newest})


def _newest(grants: GrantQuerySet, actor: User, teams: list[int]) -> Iterator[UUID]:
    """The newest project of the actor's own grants, and of each team's."""
    yield from _top(grants.filter(user=actor))
    if teams:
        of_team = _top(grants.filter(group=OuterRef("pk")))
        tops = Group.objects.filter(pk__in=teams).values_list(Subquery(of_team))
        yield from (top for (top,) in tops if top is not None)


def _top(grants: GrantQuerySet) -> QuerySet[Grant, UUID]:
    return grants.order_by("-scope").values_list("scope", flat=True)[:1]
