"""Reads of service accounts: whose they are, what they have, what ends soon."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from governance import access, scopes, tokens
from governance.exceptions import AccessDenied, NotVisible
from governance.inbox import MOST, Waiting
from governance.models import Grant, Subject, User
from governance.rights import Right

SOON = timedelta(days=14)
LISTED = 200
NOT_YOURS = "Its owner looks after it, and whoever may share the project."


@dataclass(frozen=True, slots=True)
class Line:
    """One service account. grant: None when it has no role; tokens: how many live."""

    account: User
    owner: User
    grant: Grant | None
    tokens: int
    last_used: datetime | None

    @property
    def state(self) -> str:
        """Whether it works, in one word."""
        if not self.account.is_active:
            return "Closed"
        if not self.owner.is_active:
            return "Owner closed"
        return "Active" if self.grant else "No role"


def lines(project_id: UUID) -> list[Line]:
    """The service accounts of a project by name; two queries for any number."""
    rows = User.objects.filter(kind=User.Kind.SERVICE, home_project=project_id)
    return _told(rows.order_by("username"))


def line(account: User) -> Line:
    """One of them."""
    return _told(User.objects.filter(pk=account.pk))[0]


def _told(rows: QuerySet[User]) -> list[Line]:
    now = timezone.now()
    alive = Q(tokens__revoked_at=None, tokens__expires_at__gt=now)
    found = list(
        rows.select_related("owner").annotate(
            live=Count("tokens", filter=alive), last=Max("tokens__last_used_at")
        )[:LISTED]
    )
    grants = Grant.objects.open(now).filter(user__in=found)
    held = {grant.user_id: grant for grant in grants}
    return [
        Line(row, row.owner, held.get(row.pk), row.live, row.last)
        for row in found
        if row.owner is not None
    ]


def find(actor: User, account_id: UUID) -> tuple[User, Subject]:
    """One service account with its project, for those who see the project.

    Absent and invisible both raise NotVisible.
    """
    rows = User.objects.filter(pk=account_id, kind=User.Kind.SERVICE)
    found = rows.select_related("owner").first()
    if found is None or found.home_project is None:
        raise NotVisible
    return found, scopes.find_to_manage(actor, found.home_project)


def require_keeper(actor: User, account: User) -> str:
    """The sentence by which somebody reads its tokens; AccessDenied otherwise."""
    if account.owner_id == actor.pk:
        return f"You answer for {account}."
    decision = access.may(actor, Right.SHARE, account.home_project)
    if not decision.allowed:
        raise AccessDenied(f"{NOT_YOURS} {decision.because}")
    return decision.because


def page_of(account_id: UUID) -> str:
    """Where one is shown."""
    return reverse("governance:service_account", args=[account_id])


def waiting(actor: User) -> list[Waiting]:
    """For the inbox of an owner: what stops working within 14 days."""
    last = timezone.now() + SOON
    mine = User.objects.filter(owner=actor, is_active=True)
    return [*_ending_grants(mine, last), *_ending_tokens(mine, last)]


def _ending_grants(mine: QuerySet[User], last: datetime) -> list[Waiting]:
    grants = Grant.objects.open(timezone.now()).filter(
        user__in=mine, valid_until__lte=last
    )
    rows = grants.select_related("user").order_by("valid_until")[:MOST]
    return [
        Waiting(
            what=f"The role {row.get_role_display()} of {row.user} ends",
            why="Whoever may share the project can let it last longer.",
            url=page_of(row.user_id),
            action="Look",
            since=row.valid_from,
            kind="Ends soon",
            due=row.valid_until,
        )
        for row in rows
        if row.user_id is not None
    ]


def _ending_tokens(mine: QuerySet[User], last: datetime) -> list[Waiting]:
    """Accounts whose last token ends: a program that renews them in time is quiet."""
    live = tokens.live(timezone.now()).filter(user__in=mine)
    newest = live.values("user", "user__username").annotate(
        ends=Max("expires_at"), made=Max("created_at")
    )
    return [
        Waiting(
            what=f"The last token of {row['user__username']} ends",
            why="Make a new one, put it where the program reads it, revoke the old.",
            url=page_of(row["user"]),
            action="Make a token",
            since=row["made"],
            kind="Ends soon",
            due=row["ends"],
        )
        for row in newest.filter(ends__lte=last).order_by("ends")[:MOST]
    ]
