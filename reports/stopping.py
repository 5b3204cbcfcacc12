"""Who may stop what, for lists: the answer of Needs.STOP_REPORTS in one query."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from governance import access
from governance.models import User
from governance.rights import Right
from registry.models import Project


class Stoppable(Protocol):
    """A report or a schedule."""

    @property
    def pk(self) -> UUID: ...

    @property
    def asked_by(self) -> UUID: ...

    @property
    def project_id(self) -> UUID: ...


def stoppable(actor: User, things: Iterable[Stoppable]) -> set[UUID]:
    """Those that the actor may stop; the operation asks again."""
    found = list(things)
    projects = Project.objects.filter(pk__in={thing.project_id for thing in found})
    held = access.visible(projects, actor, Right.HOLD_REPORTS)
    mine = set(held.values_list("pk", flat=True)) if found else set()
    return {t.pk for t in found if t.asked_by == actor.pk or t.project_id in mine}
