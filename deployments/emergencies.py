"""Emergency releases: on the page of their endpoint, and in the inbox of reviewers."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from deployments import queries
from deployments.models import Deployment, Emergency
from governance import access
from governance.disclosed import reasons
from governance.exceptions import NotVisible
from governance.faces import faces
from governance.history import ERASED
from governance.inbox import MOST, Waiting
from governance.models import User
from governance.rights import Right


def shown_on(deployment: Deployment) -> list[Emergency]:
    """Those of an endpoint that wait for a review, or answer now."""
    rows = Emergency.objects.filter(deployment=deployment).select_related(
        "release", "made_by", "review__reviewed_by"
    )
    wanted = Q(review=None) | Q(release=deployment.live_release_id)
    return list(rows.filter(wanted).order_by("due_at")[: queries.MOST])


def find(actor: User, release_id: UUID) -> Emergency:
    """The emergency behind a release, or NotVisible."""
    release = queries.release_for(actor, release_id)
    found = Emergency.objects.filter(release=release).first()
    if found is None:
        raise NotVisible
    return found


def waiting(actor: User) -> list[Waiting]:
    """Those that somebody else made; two queries beside the right."""
    rows = Emergency.objects.filter(review=None).exclude(made_by=actor)
    mine = access.visible(rows, actor, Right.REVIEW_CHANGE, field="deployment__project")
    found = list(
        mine.select_related("release__version", "deployment", "made_by").order_by(
            "due_at"
        )[:MOST]
    )
    own = faces([actor.pk]) if found else frozenset()
    found = [row for row in found if row.made_by_id not in own]
    why = reasons(row.entry for row in found)
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
