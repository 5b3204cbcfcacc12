"""What a validation asks of somebody, for the inbox."""

from datetime import UTC, datetime, time
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from governance import access
from governance.inbox import MOST, Waiting
from governance.models import User
from governance.rights import Right
from registry.models import Finding, FindingReply


def waiting(actor: User) -> list[Waiting]:
    """Open findings: to answer, for their owners; to read, for who raised them.

    The one who wrote last waits for the other, until its day is over: then it waits for
    its owner, too, whoever wrote.
    """
    found = list(_asking(actor)[:MOST])
    if not found:
        return []  # the shell asks on every page: one query for almost everybody
    builds = _where(found, actor, Right.CONTRIBUTE)
    validates = _where(found, actor, Right.VALIDATE)
    return [
        *(
            _line(finding, f"raised by {finding.raised_by}", "Reply")
            for finding in found
            if finding.owner_id == actor.pk and finding.pk in builds
        ),
        *(
            _line(finding, f"answered, owner {finding.owner}", "Close")
            for finding in found
            if finding.raised_by_id == actor.pk and finding.pk in validates
        ),
    ]


def _asking(actor: User) -> QuerySet[Finding]:
    """Open findings of the actor: somebody else wrote last, or the day is over."""
    last = FindingReply.objects.filter(finding=OuterRef("pk")).order_by("-pk")
    author = Subquery(last.values("author")[:1])
    wrote_last = Coalesce(author, "raised_by", output_field=UUIDField())
    rows = Finding.objects.filter(Q(owner=actor) | Q(raised_by=actor), closure=None)
    is_late = Q(owner=actor, due__lt=timezone.now().date())
    return (
        rows.annotate(wrote_last=wrote_last)
        .filter(~Q(wrote_last=actor.pk) | is_late)
        .select_related("validation__version", "raised_by", "owner")
        .order_by("due", "pk")
    )


def _where(found: list[Finding], actor: User, right: Right) -> set[UUID]:
    """Those of the findings on whose projects the actor holds the right."""
    rows = Finding.objects.filter(pk__in=[finding.pk for finding in found])
    allowed = access.visible(rows, actor, right, field="validation__project")
    return set(allowed.values_list("pk", flat=True))


def _line(found: Finding, note: str, action: str) -> Waiting:
    page = reverse("registry:validation", args=[found.validation_id])
    return Waiting(
        what=f"Finding {found.number} on {found.validation.version}",
        why="",
        note=f"{found.get_severity_display()}, {note}.",
        url=f"{page}#finding-{found.number}",
        action=action,
        since=found.raised_at,
        kind="Finding",
        due=datetime.combine(found.due, time.max, UTC),
    )
