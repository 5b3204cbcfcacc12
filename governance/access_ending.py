"""Access of one's own that ends soon: told in time, with the way to ask for more."""

from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from governance import scopes
from governance.access_requests import ENDS_SOON
from governance.inbox import MOST, Waiting
from governance.models import AccessRequest, Grant, User
from governance.rights import Role
from governance.subjects import SITE_ID


def waiting(actor: User) -> list[Waiting]:
    """Roles on projects that end within 14 days, and for which nobody was asked yet.

    Two queries. A role that the actor's account alone holds: a group's is the group's.
    """
    now = timezone.now()
    asked = AccessRequest.objects.filter(
        person=actor,
        project_id=OuterRef("scope"),
        role=OuterRef("role"),
        state=AccessRequest.State.OPEN,
        expires_at__gt=now,
    )
    rows = Grant.objects.in_force(now).filter(
        ~Exists(asked), user=actor, valid_until__lte=now + ENDS_SOON
    )
    found = list(rows.exclude(scope=SITE_ID).order_by("valid_until")[:MOST])
    known = scopes.every().filter(pk__in=[row.scope for row in found])
    called = {row.pk: row.subject_label for row in known}
    return [_line(row, called[row.scope]) for row in found if row.scope in called]


def ask_url(project_id: UUID, role: Role | str) -> str:
    """Where somebody asks for a role on a project, the role chosen already."""
    page = reverse("governance:request_access", args=[project_id])
    return f"{page}?{urlencode({'role': str(role)})}"


def _line(row: Grant, project: str) -> Waiting:
    return Waiting(
        what=f"Your role {Role(row.role).label} on {project} ends",
        why="",
        note="Ask for more time if you still need it. An owner decides.",
        url=ask_url(row.scope, row.role),
        action="Ask for more",
        since=row.valid_from,
        kind="Access ends",
        due=row.valid_until,
    )
