"""Emergency releases: a right of their own, and a review by somebody else."""

import json
from datetime import timedelta
from typing import Any

import pytest

from deployments.models import Deployment, Emergency, EmergencyReview, Release
from deployments.operations.emergency_release import emergency_release
from deployments.operations.review_emergency import review_emergency
from deployments.operations.roll_back import roll_back
from governance import inbox
from governance.exceptions import AccessDenied, Conflict, IllegalMove, InvalidInput
from governance.jobs import run_job
from governance.models import Entry, User
from governance.operations.write_notices import write_notices
from registry.models import Version
from registry.operations.withdraw_version import withdraw_version
from tests import make
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime
from tests.sequenced import sequence

pytestmark = pytest.mark.django_db


def hurried(actor: User, version: Version, **given: Any) -> Release:
    """Past approval, to a new endpoint in PROD unless told otherwise."""
    values = {"environment": "PROD", "name": "cooler-prod", "reason": make.WHY} | given
    return emergency_release(actor=actor, version=version, **values)


def test_it_is_released_at_once_and_owes_a_review(
    fake: FakeRuntime, engineer: User, versions: list[Version]
) -> None:
    release = hurried(engineer, versions[0])
    run_job(building.job_of(release).pk)
    assert Deployment.objects.get().live_release == release
    found = Emergency.objects.get()
    assert found.due_at - found.made_at <= timedelta(hours=48, seconds=1)
    body = json.loads(bytes(Entry.objects.get(action="release.emergency").body))
    assert "PROD asks for 1 approval by others" in body["changes"]["bypassed"][1]


def test_who_may(people: dict[str, User], versions: list[Version]) -> None:
    for name, person in people.items():
        if name == "engineer":
            hurried(person, versions[0])
        else:
            with pytest.raises(AccessDenied, match="emergency release"):
                hurried(person, versions[0], name=f"for-{name}")
    assert Release.objects.count() == 1


def test_where_nothing_bars_it_nothing_is_hurried(
    engineer: User, versions: list[Version]
) -> None:
    with pytest.raises(IllegalMove, match="Deploy it"):
        hurried(engineer, versions[0], environment="DEV")


def test_a_withdrawn_version_is_not_released_in_any_hurry(
    builder: User, engineer: User, versions: list[Version]
) -> None:
    withdraw_version(actor=builder, version=versions[0], reason=make.WHY)
    with pytest.raises(IllegalMove, match="withdrawn"):
        hurried(engineer, versions[0])
    assert not Emergency.objects.exists()


def test_the_review_is_closed_by_somebody_else_and_once(
    people: dict[str, User], versions: list[Version]
) -> None:
    release = hurried(people["engineer"], versions[0])
    found = Emergency.objects.get(release=release)
    values: dict[str, Any] = {"emergency": found, "reason": make.WHY}
    make.share(people["builder"], versions[0].project, "engineer", "officer")
    with pytest.raises(AccessDenied, match="You made this release"):
        review_emergency(actor=people["engineer"], outcome="justified", **values)
    with pytest.raises(InvalidInput):
        review_emergency(actor=people["builder"], outcome="fine", **values)
    review_emergency(actor=people["builder"], outcome="justified", **values)
    with pytest.raises(Conflict, match="closed already"):
        review_emergency(actor=people["officer"], outcome="not_justified", **values)
    assert EmergencyReview.objects.get().reviewed_by == people["builder"]
    assert Entry.objects.latest("pk").action == "release.emergency_reviewed"


def test_until_then_it_shows_red_and_waits_in_the_inbox_of_others(
    browser_of: Any, people: dict[str, User], versions: list[Version]
) -> None:
    release = hurried(people["engineer"], versions[0])
    page = f"/deployments/{release.deployment_id}/"
    text = browser_of(people["builder"]).get(page).content.decode()
    assert "engineer released it without approval." in text
    assert '<div class="note bad">' in text
    assert [line.kind for line in inbox.waiting(people["builder"])] == ["Emergency"]
    assert inbox.waiting(people["engineer"]) == []
    review_emergency(
        actor=people["builder"],
        emergency=Emergency.objects.get(),
        outcome="justified",
        reason=make.WHY,
    )
    text = browser_of(people["builder"]).get(page).content.decode()
    assert "released it without approval." not in text
    assert inbox.waiting(people["builder"]) == []


def test_the_owners_are_told(people: dict[str, User], versions: list[Version]) -> None:
    sequence()
    write_notices()
    hurried(people["engineer"], versions[0])
    sequence()
    write_notices()
    newest = inbox.told(people["builder"])[0].line
    assert newest.action == "release.emergency"
    assert newest.why == make.WHY


def test_a_late_review_says_so(
    browser_of: Any,
    monkeypatch: pytest.MonkeyPatch,
    engineer: User,
    versions: list[Version],
) -> None:
    late = "deployments.operations.emergency_release.DUE"
    monkeypatch.setattr(late, timedelta(seconds=-1))
    release = hurried(engineer, versions[0])
    page = f"/deployments/{release.deployment_id}/"
    text = browser_of(engineer).get(page).content.decode()
    assert "the review is overdue" in text


def test_a_rollback_needs_no_approval_and_no_review(
    fake: FakeRuntime, engineer: User, versions: list[Version]
) -> None:
    first = building.promoted_and_up(engineer, versions[0])
    second = building.promoted_and_up(
        engineer, versions[1], deployment=first.deployment
    )
    back = roll_back(
        actor=engineer,
        deployment=second.deployment,
        to_release=first,
        reason=make.WHY,
    )
    run_job(building.job_of(back).pk)
    assert building.fresh(first.deployment).live_release == back
    assert not Emergency.objects.exists()
    assert promoting.asked(engineer, versions[1], name="another-prod").number == 3
