"""Which rows somebody may see, as one condition on the rows.

Two strategies, measured by `make bench NAME=permissions` with 100,000 projects: for
most people the ids of their projects are looked up first (UNION); for somebody with
thousands of grants the rows are read in their own order and each is asked about
(EXISTS), so that a page of a list ends after some tens of rows.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from governance.models import Grant, User
from governance.models.grants import GrantQuerySet
from governance.rights import Role
from governance.subjects import SITE_ID

MANY = 5_000
_Row = TypeVar("_Row", bound=Model)


def restrict(
    rows: QuerySet[_Row],
    actor: User,
    roles: Iterable[Role],
    field: str,
    at: datetime,
) -> QuerySet[_Row]:
    """The rows whose project stands in `field` and is the actor's by one of the roles.

    One query here, for how far the actor reaches, and two more for somebody with
    thousands of grants; nothing of it is kept.
    """
    grants = Grant.objects.in_force(at).filter(role__in=list(roles))
    direct, by_group = grants.filter(user=actor), grants.filter(group__user=actor)
    reach = (
        User.objects.filter(pk=actor.pk, is_active=True)
        .values_list(
            Exists(direct.filter(scope=SITE_ID)),
            Exists(by_group.filter(scope=SITE_ID)),
            Exists(direct[MANY : MANY + 1]),
            Exists(by_group[MANY : MANY + 1]),
        )
        .first()
    )
    if reach is None:
        return rows.none()
    if reach[0] or reach[1]:
        return rows
    chosen = _asked_each if reach[2] or reach[3] else _looked_up
    return chosen(rows, direct, by_group, field)


def _looked_up(
    rows: QuerySet[_Row], direct: GrantQuerySet, by_group: GrantQuerySet, field: str
) -> QuerySet[_Row]:
    ids = direct.values("scope").union(by_group.values("scope"))
    return rows.filter(**{f"{field}__in": ids})


def _asked_each(
    rows: QuerySet[_Row], direct: GrantQuerySet, by_group: GrantQuerySet, field: str
) -> QuerySet[_Row]:
    """Two more queries: lists are newest first, so they begin at the actor's newest.

    Whoever holds thousands of old projects does not wait for the new ones of others.
    """
    here = OuterRef(field)
    newest = [
        grants.order_by("-scope").values_list("scope", flat=True).first()
        for grants in (direct, by_group)
    ]
    last = max((scope for scope in newest if scope is not None), default=SITE_ID)
    return rows.filter(
        Exists(direct.filter(scope=here)) | Exists(by_group.filter(scope=here)),
        **{f"{field}__lte": last},
    )
