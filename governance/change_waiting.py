"""Change requests in the inbox, in a constant number of queries.

A hint, like every list: who may decide, and whether a request still holds, is asked
anew on its page and when somebody decides.
"""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from governance import access
from governance.change_kinds import title_of
from governance.disclosed import reasons
from governance.faces import behind
from governance.history import ERASED
from governance.inbox import MOST, Asked, Waiting
from governance.models import Approval, ChangeRequest, User
from governance.rights import Right

EXPIRES_SOON = timedelta(days=2)


def page_of(change_id: UUID) -> str:
    """Where a request is shown."""
    return reverse("governance:change", args=[change_id])


def policy_page(policy_id: UUID) -> str:
    """Where policies are shown."""
    return reverse("governance:policies")


def waiting(actor: User) -> list[Waiting]:
    """Open requests that the actor may decide on and has not."""
    rows = [row for row in _open(actor) if str(actor.pk) not in row.builders]
    mine = behind(actor.pk) if rows else frozenset()
    rows = [row for row in rows if row.requested_by_id not in mine]
    why = reasons(row.entry for row in rows)
    return [
        Waiting(
            what=f"{row}: {title_of(row)}, asked by {row.requested_by}",
            why=why.get(row.entry, ERASED),
            url=page_of(row.pk),
            action="Review",
            since=row.created_at,
            kind="Approval",
            due=row.expires_at,
        )
        for row in rows
    ]


def expiring(actor: User) -> list[Waiting]:
    """What the actor asked for that ends by the clock within two days."""
    now = timezone.now()
    rows = ChangeRequest.objects.filter(
        requested_by=actor,
        end=None,
        expires_at__gt=now,
        expires_at__lte=now + EXPIRES_SOON,
    )
    seen = access.visible(rows, actor, field="project_id")
    return [
        Waiting(
            what=f"{row}: {title_of(row)}",
            why="",
            note="Nobody can apply it after that. Remind who decides, or ask again.",
            url=page_of(row.pk),
            action="Look",
            since=row.created_at,
            kind="Expires",
            due=row.expires_at,
        )
        for row in seen.order_by("expires_at")[:MOST]
    ]


def asked(actor: User) -> list[Asked]:
    """What the actor asked for, in projects that they still see."""
    own = ChangeRequest.objects.filter(requested_by=actor)
    mine = access.visible(own, actor, field="project_id")
    rows = list(mine.select_related("end").order_by("-pk")[:MOST])
    why = reasons(row.entry for row in rows)
    return [
        Asked(
            what=f"{row}: {title_of(row)}",
            why=why.get(row.entry, ERASED),
            url=page_of(row.pk),
            state=_state(row),
            since=row.created_at,
            is_open=_is_open(row),
        )
        for row in rows
    ]


def _open(actor: User) -> QuerySet[ChangeRequest]:
    rows = ChangeRequest.objects.filter(end=None, expires_at__gt=timezone.now())
    rows = rows.exclude(requested_by=actor).exclude(
        pk__in=Approval.objects.filter(person=actor).values("change")
    )
    mine = access.visible(rows, actor, Right.REVIEW_CHANGE, field="project_id")
    found: QuerySet[ChangeRequest] = mine.select_related("requested_by")
    return found.order_by("pk")[:MOST]


def _is_open(row: ChangeRequest) -> bool:
    return not hasattr(row, "end") and row.expires_at > timezone.now()


def _state(row: ChangeRequest) -> str:
    if hasattr(row, "end"):
        return str(row.end.get_state_display())
    return "Open" if _is_open(row) else "Expired"
