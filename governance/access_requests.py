"""Reads of access requests: who may see which, how they stand, what waits for whom."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from governance import access, disclosed, limits, scopes
from governance.exceptions import NotVisible
from governance.faces import faces
from governance.history import ERASED
from governance.inbox import MOST, Asked, Waiting
from governance.models import AccessRequest, Grant, User
from governance.rights import Right, Role

State = AccessRequest.State
Reasons = dict[UUID, str]
ENDS_SOON = timedelta(days=14)


def standing(row: AccessRequest) -> AccessRequest.State:
    """The state now: an open request ends by the clock itself."""
    if row.state == State.OPEN and row.expires_at <= timezone.now():
        return State.EXPIRED
    return State(row.state)


def waiting_rows(actor: User) -> QuerySet[AccessRequest]:
    """Open requests of others that the actor may decide; oldest first.

    Only those for projects that exist: people with a role on the whole site would see
    the others, too.
    """
    rows = AccessRequest.objects.filter(
        state=State.OPEN,
        expires_at__gt=timezone.now(),
        person__is_active=True,
        project_id__in=scopes.every().values("pk"),
    ).exclude(person=actor)
    decidable = access.visible(rows, actor, Right.SHARE, field="project_id")
    return decidable.select_related("person").order_by("asked_at")


def mine(actor: User) -> QuerySet[AccessRequest]:
    """What the actor asked for, newest first."""
    rows = AccessRequest.objects.filter(person=actor)
    return rows.select_related("decided_by", "grant").order_by("-pk")


def find(actor: User, request_id: UUID) -> AccessRequest:
    """One's own request, or one of a project that one may share; else NotVisible."""
    rows = AccessRequest.objects.select_related("person", "decided_by", "grant")
    row = rows.filter(pk=request_id).first()
    if row is None or not (_is_own(actor, row) or _may_decide(actor, row)):
        raise NotVisible
    return row


def _is_own(actor: User, row: AccessRequest) -> bool:
    return row.person_id == actor.pk and limits.narrowing(actor) is None


def _may_decide(actor: User, row: AccessRequest) -> bool:
    there = scopes.every().filter(pk=row.project_id).exists()
    return there and access.may(actor, Right.SHARE, row.project_id).allowed


def reasons(rows: list[AccessRequest]) -> Reasons:
    """What people wrote when they asked, and when they decided; one query."""
    asked = [row.entry_uuid for row in rows]
    decided = [row.decision_uuid for row in rows if row.decision_uuid]
    return disclosed.reasons(asked + decided)


def names(actor: User, rows: list[AccessRequest]) -> dict[UUID, str]:
    """The names of projects that the actor may know; the others have none."""
    ids = [row.project_id for row in rows]
    known = scopes.every().filter(pk__in=ids)
    seen = access.visible(known, actor)
    shared = access.visible(known, actor, Right.SHARE)
    return {row.pk: row.subject_label for row in (seen | shared)}


def page_of(request_id: UUID) -> str:
    """Where a request is shown."""
    return reverse("governance:access_request", args=[request_id])


def waiting(actor: User) -> list[Waiting]:
    """For the inbox: requests that the actor may decide."""
    rows = list(waiting_rows(actor)[:MOST])
    mine = faces([actor.pk]) if rows else frozenset()
    rows = [row for row in rows if row.person_id not in mine]
    why = reasons(rows)
    projects = scopes.every().filter(pk__in=[row.project_id for row in rows])
    called = {row.pk: row.subject_label for row in projects}
    return [
        Waiting(
            what=f"Give {row.person} the role {Role(row.role).label} "
            f"on {called[row.project_id]} for {row.days} days",
            why=why.get(row.entry_uuid, ERASED),
            url=page_of(row.pk),
            action="Decide",
            since=row.asked_at,
            kind="Access",
            due=row.expires_at,
        )
        for row in rows
    ]


def asked(actor: User) -> list[Asked]:
    """For the inbox: what the actor asked for."""
    rows = list(mine(actor)[:MOST])
    why, called = reasons(rows), names(actor, rows)
    return [
        Asked(
            what=f"{Role(row.role).label} on "
            f"{called.get(row.project_id, f'project {row.project_id}')}",
            why=why.get(row.entry_uuid, ERASED),
            url=page_of(row.pk),
            state=standing(row).label,
            since=row.asked_at,
            is_open=standing(row) is State.OPEN,
        )
        for row in rows
    ]


def held_for_long(actor: User, project_id: UUID, role: str) -> bool:
    """Whether the actor holds the role there by a grant of their own that goes on.

    One that ends soon can be asked for again: whoever decides lets it last longer.
    """
    now = timezone.now()
    held = Grant.objects.in_force(now).filter(user=actor, scope=project_id, role=role)
    return held.exclude(valid_until__lte=now + ENDS_SOON).exists()
