"""What must hold whatever happened, read from the rows one by one.

Shares no code with the product but its tables: no query of it, no rule of it.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from deployments.models import Deployment, Emergency, Release, ReleaseState
from governance.models import Approval, ChangeEnd, Grant, User
from registry.models import (
    Dataset,
    Experiment,
    ExperimentDataset,
    Project,
    Version,
    VersionParent,
)

SEES = {"viewer", "data_scientist", "validator", "engineer", "officer", "owner"}
SEES_ALL = {"auditor"}


def seen(people: Iterable[User], now: datetime) -> dict[UUID, set[UUID]]:
    """The projects of which some row says that somebody sees them, by person."""
    grants, projects = list(Grant.objects.all()), set(_keys(Project))
    is_open = {row.pk for row in User.objects.all() if row.is_active}
    teams: dict[UUID, set[int]] = {}
    for link in User.groups.through.objects.all():
        teams.setdefault(link.user_id, set()).add(link.group_id)
    found = {}
    for person in people:
        groups = teams.get(person.pk, set())
        mine = [
            grant
            for grant in grants
            if person.pk in is_open
            and (grant.user_id == person.pk or grant.group_id in groups)
            and grant.ended_at is None
            and grant.valid_from <= now
            and (grant.valid_until is None or grant.valid_until > now)
        ]
        everything = any(g.role in SEES_ALL and g.scope.int == 0 for g in mine)
        here = {grant.scope for grant in mine if grant.role in SEES}
        found[person.pk] = projects if everything else here & projects
    return found


def _keys(model: type[Project]) -> Iterable[UUID]:
    return (row.pk for row in model.objects.all())


def in_lineage(version: Version) -> set[UUID]:
    """Who made the version, what it continues, and what these were trained on.

    A version of the same training with a smaller number is continued, whoever says so.
    """
    versions = {row.pk: row for row in Version.objects.all()}
    parents = [(row.version_id, row.parent_id) for row in VersionParent.objects.all()]
    found, waiting = set(), [version.pk]
    while waiting:
        row = versions[waiting.pop()]
        if row.pk in found:
            continue
        found.add(row.pk)
        waiting += [parent for child, parent in parents if child == row.pk]
        waiting += [
            other.pk
            for other in versions.values()
            if other.experiment_id == row.experiment_id and other.number < row.number
        ]
    trained = {versions[key].experiment_id for key in found}
    return {versions[key].created_by_id for key in found} | set(_trained(trained))


def _trained(experiments: set[UUID]) -> Iterable[UUID]:
    """Who trained, and who brought in the data."""
    for row in Experiment.objects.all():
        if row.pk in experiments:
            yield row.created_by_id
    for used in ExperimentDataset.objects.all():
        if used.experiment_id in experiments:
            yield Dataset.objects.get(pk=used.dataset_id).created_by_id


def check_four_eyes() -> None:
    """Every release in PROD was let in by others, or owes a review, or went back."""
    for release in Release.objects.all():
        place = Deployment.objects.get(pk=release.deployment_id)
        if place.environment_id == "PROD":
            _check_way_in(release)


def _check_way_in(release: Release) -> None:
    if release.kind == "promote":
        _check_promoted(release)
    elif release.kind == "emergency":
        _check_emergency(release)
    else:
        assert release.kind == "rollback", f"{release} came in by {release.kind}"
        older = release.points_at
        assert older is not None
        states = ReleaseState.objects.filter(release=older)
        assert "Healthy" in {row.state for row in states}
        assert (older.deployment_id, older.version_id, older.worker_key) == (
            release.deployment_id,
            release.version_id,
            release.worker_key,
        )


def _check_promoted(release: Release) -> None:
    end = ChangeEnd.objects.get(became_id=release.pk)
    change, version = end.change, Version.objects.get(pk=release.version_id)
    assert change.about_id == version.pk
    near = _humans([change.requested_by_id, *in_lineage(version)])
    signed = [
        row.person_id
        for row in Approval.objects.filter(change=change)
        if row.verdict == "approve" and row.binding == change.binding
    ]
    assert signed, f"nobody approved {release}"
    assert not _humans(signed) & near, f"{release} was approved by who stood near"


def _check_emergency(release: Release) -> None:
    row = Emergency.objects.get(release=release)
    assert row.made_by_id == release.requested_by_id
    if row.is_reviewed:
        made, reviewed = row.made_by_id, row.review.reviewed_by_id
        assert not _humans([made]) & _humans([reviewed])


def _humans(accounts: Iterable[UUID]) -> set[str]:
    """Who is behind accounts: the provider's subject."""
    return {User.objects.get(pk=account).subject for account in accounts}


def check_one_answers() -> None:
    """At most one release of an endpoint is Healthy, and it is the one named there."""
    last = {row.release_id: row.state for row in ReleaseState.objects.order_by("pk")}
    rows = [r for r in Release.objects.all() if last.get(r.pk) == "Healthy"]
    count = Counter(row.deployment_id for row in rows)
    assert max(count.values(), default=0) <= 1
    named = {d.pk: d.live_release_id for d in Deployment.objects.all()}
    assert {d for d, live in named.items() if live} == set(count)
    assert all(named[row.deployment_id] == row.pk for row in rows)


def check_owner(project: Project, now: datetime) -> None:
    """Somebody owns it without an end."""
    assert any(
        grant.role == "owner" and grant.ended_at is None and grant.valid_until is None
        for grant in Grant.objects.filter(scope=project.pk, valid_from__lte=now)
    )
