"""What a validation asks of somebody, for the inbox: two queries beside the rights."""

from datetime import UTC, datetime, time
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce
from django.urls import reverse

from governance import access
from governance.inbox import MOST, Waiting
from governance.models import User
from governance.rights import Right
from registry.models import Finding, FindingReply


def waiting(actor: User) -> list[Waiting]:
    """Open findings: to answer, for their owners; to read, for who raised them.

    The one who wrote last waits for the other.
    """
    last = FindingReply.objects.filter(finding=OuterRef("pk")).order_by("-pk")
    author = Subquery(last.values("author")[:1])
    rows = (
        Finding.objects.filter(closure=None)
        .annotate(wrote_last=Coalesce(author, "raised_by", output_field=UUIDField()))
        .select_related("validation__version", "raised_by", "owner")
        .order_by("due")
    )
    mine = _allowed(rows.filter(owner=actor), actor, Right.CONTRIBUTE)
    raised = _allowed(rows.filter(raised_by=actor), actor, Right.VALIDATE)
    return [
        *(
            _line(found, f"raised by {found.raised_by}", "Reply")
            for found in mine.exclude(wrote_last=actor.pk)[:MOST]
        ),
        *(
            _line(found, f"answered, owner {found.owner}", "Close")
            for found in raised.exclude(wrote_last=actor.pk)[:MOST]
        ),
    ]


def _allowed(rows: QuerySet[Any], actor: User, right: Right) -> QuerySet[Any]:
    return access.visible(rows, actor, right, field="validation__project")


def _line(found: Finding, why: str, action: str) -> Waiting:
    page = reverse("registry:validation", args=[found.validation_id])
    return Waiting(
        what=f"Finding {found.number} on {found.validation.version}",
        why=f"{found.get_severity_display()}, {why}.",
        url=f"{page}#finding-{found.number}",
        action=action,
        since=found.raised_at,
        kind="Finding",
        due=datetime.combine(found.due, time.max, UTC),
    )
