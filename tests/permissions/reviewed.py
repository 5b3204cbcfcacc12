"""What somebody asked for, and access reviews, for the matrix to ask about."""

from datetime import timedelta

from django.utils import timezone

from governance.models import AccessRequest, Campaign, Subject, User
from governance.operations.decide_grant_review import decide_grant_review
from governance.operations.open_campaign import open_campaign
from governance.operations.request_access import request_access
from tests import make


def wish(person: User, project: Subject) -> AccessRequest:
    """Somebody asks to see a project."""
    return request_access(
        actor=person, project_id=project.pk, role="viewer", days=7, reason=make.WHY
    )


def waiting_review(people: dict[str, User]) -> Campaign:
    """A review of another project of the builder, in which the engineer has a role."""
    project = make.project(people["builder"], "valve monitoring")
    make.share(people["builder"], project, "engineer", "viewer")
    return _opened(people["builder"], project)


def finished_review(people: dict[str, User]) -> Campaign:
    """A review in which the one grant was kept, so that it can be attested."""
    project = make.project(people["builder"], "pump leakage")
    campaign = _opened(people["builder"], project)
    decide_grant_review(
        actor=people["admin"],
        item=campaign.items.get(),
        verdict="kept",
        reason=make.WHY,
    )
    return campaign


def _opened(actor: User, project: Subject) -> Campaign:
    return open_campaign(
        actor=actor,
        scope=project,
        name=f"November, {project}",
        due_at=timezone.now() + timedelta(days=30),
        reason=make.WHY,
    )
