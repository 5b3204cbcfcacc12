"""Reads everything R3 says about one project."""

from datetime import datetime
from itertools import islice

from django.utils import timezone

from governance import history
from governance.access_history import GRANT_ACTIONS
from governance.actions import Action
from governance.campaigns import Review
from governance.models import User
from reports.documents.access_review import duties, population, reviewing
from reports.documents.access_review.evidence import DENIED, PRINTED, AccessEvidence
from reports.documents.access_review.proof import proof
from reports.documents.citing import by_uuid
from reports.documents.evidence import Event
from reports.documents.reading import event, moment, position, told
from reports.documents.scope import Collected, Period, Scope


def collect(scope: Scope, actor: User, period: Period | None) -> Collected:
    """Who is in now, what the reviews of the period decided, and the proof of it."""
    if period is None:
        raise ValueError(f"{scope.issue.number} is an access review of no period")
    now, project = timezone.now(), scope.project
    scope.progress(0.1, "Reading who is in, and why")
    found = population.population(project.pk, now)
    reviews = reviewing.held(project.pk, period)
    since = _last_review(reviews, period)
    cited = by_uuid(actor, [grant.entry_uuid for grant in found.grants])
    verdicts = reviewing.verdicts(reviews, now)
    known = population.Known(cited, verdicts, since if reviews else None)
    lines = population.facts(found, known)
    scope.progress(0.4, "Comparing who built, validated, approved and deployed")
    separate, versions = duties.duties(project.pk)
    scope.progress(0.7, "Following every entry about access")
    proven = proof(project.pk, found.people.values(), actor, now)
    changes, changed = _changes(actor, scope, since)
    denied, denials = _denied(actor, scope, period)
    evidence = AccessEvidence(
        kind="access-review",
        issue=scope.issue,
        position=position(),
        project=project.name,
        project_id=str(project.pk),
        since=moment(period.since),
        until=moment(period.until),
        at=moment(now),
        grants=tuple(lines),
        people=len(found.people),
        reviews=reviewing.review_facts(actor, reviews, now),
        decisions=reviewing.decision_facts(actor, reviews),
        changed_since=moment(since),
        changes=changes,
        changed=changed,
        duties=separate,
        versions=versions,
        proofs=proven.facts,
        strays=proven.strays,
        read=proven.read,
        altered=proven.altered,
        denied=denied,
        denials=denials,
    )
    return Collected(evidence)


def _last_review(reviews: list[Review], period: Period) -> datetime:
    """When the last review began; without one, when the period did."""
    return reviews[-1].campaign.opened_at if reviews else period.since


def _changes(
    actor: User, scope: Scope, since: datetime
) -> tuple[tuple[Event, ...], int]:
    """Every entry about access to the project since then, oldest first."""
    rows = history.visible_entries(actor).filter(
        project_id=scope.project.pk,
        action__in=GRANT_ACTIONS,
        ts__gte=since,
        ts__lt=scope.until,
    )
    first = tuple(event(line) for _, line in islice(told(rows), PRINTED))
    return first, rows.count()


def _denied(actor: User, scope: Scope, period: Period) -> tuple[tuple[Event, ...], int]:
    rows = history.visible_entries(actor).filter(
        project_id=scope.project.pk,
        action=Action.ACCESS_DENIED,
        ts__gte=period.since,
        ts__lt=period.until,
    )
    first = tuple(event(line) for _, line in islice(told(rows), DENIED))
    return first, rows.count()
