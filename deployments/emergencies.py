"""Emergency releases that wait for a review, in the inbox of who may close it."""

from uuid import UUID

from django.urls import reverse

from deployments.models import Emergency
from governance import access
from governance.history import ERASED
from governance.inbox import MOST, Waiting
from governance.models import Disclosure, User
from governance.rights import Right


def waiting(actor: User) -> list[Waiting]:
    """Those that somebody else made; two queries beside the right."""
    rows = Emergency.objects.filter(review=None).exclude(made_by=actor)
    mine = access.visible(rows, actor, Right.REVIEW_CHANGE, field="deployment__project")
    found = list(
        mine.select_related("release__version", "deployment", "made_by").order_by(
            "due_at"
        )[:MOST]
    )
    why = _reasons(found)
    return [
        Waiting(
            what=f"{row.made_by} released {row.release.version} on {row.deployment} "
            "in an emergency",
            why=why.get(row.entry, ERASED),
            url=reverse("deployments:review_emergency", args=[row.release_id]),
            action="Review",
            since=row.made_at,
            kind="Emergency",
            due=row.due_at,
        )
        for row in found
    ]


def _reasons(rows: list[Emergency]) -> dict[UUID, str]:
    told = Disclosure.objects.filter(
        entry_uuid__in=[row.entry for row in rows], path="why"
    )
    return {row.entry_uuid: str(row.value) for row in told}
