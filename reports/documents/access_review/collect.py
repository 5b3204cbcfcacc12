"""Reads everything R3 says about one project."""

from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from governance import history
from governance.access_history import GRANT_ACTIONS
from governance.actions import Action
from governance.campaigns import Review
from governance.models import Entry
from reports.documents.access_review import duties, population, reviewing
from reports.documents.access_review.evidence import DENIED, PRINTED, AccessEvidence
from reports.documents.access_review.proof import proof
from reports.documents.entry_reading import cited
from reports.documents.evidence import Event
from reports.documents.reading import event, moment, position, told
from reports.documents.scope import Collected, Period, Scope

Listed = tuple[tuple[Event, ...], int]  # the first, and how many in all


def collect(scope: Scope, period: Period | None) -> Collected:
    """Who is in now, what the reviews of the period decided, and the proof of it."""
    if period is None:
        raise ValueError(f"{scope.issue.number} is an access review of no period")
    now, project = timezone.now(), scope.project
    scope.progress(0.1, "Reading who is in, and why")
    found = population.population(project.pk, now)
    reviews = reviewing.held(project.pk, period)
    since = _last_review(reviews, period)
    given = cited(project.pk, [grant.entry_uuid for grant in found.grants])
    verdicts = reviewing.verdicts(reviews, now)
    known = population.Known(given, verdicts, since if reviews else None)
    lines = population.facts(found, known)
    scope.progress(0.4, "Comparing who built, validated, approved and deployed")
    separate, versions = duties.duties(project.pk)
    scope.progress(0.7, "Following every entry about access")
    proven = proof(project.pk, found.people.values(), now)
    changes, changed = _changes(scope, since)
    denied, denials = _denied(scope, period)
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
        reviews=reviewing.review_facts(project.pk, reviews, now),
        decisions=reviewing.decision_facts(project.pk, reviews),
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


def _changes(scope: Scope, since: datetime) -> Listed:
    """Every entry about access to the project since then, oldest first."""
    rows = history.entries(project_id=scope.project.pk, since=since, until=scope.until)
    return _listed(rows.filter(action__in=GRANT_ACTIONS), PRINTED)


def _denied(scope: Scope, period: Period) -> Listed:
    rows = history.entries(
        project_id=scope.project.pk,
        action=Action.ACCESS_DENIED.value,
        since=period.since,
        until=period.until,
    )
    return _listed(rows, DENIED)


def _listed(rows: QuerySet[Entry], most: int) -> Listed:
    first = tuple(event(line) for _, line in islice(told(rows), most))
    return first, rows.count()
