"""Two people at once, on a database that really commits."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from deployments.models import Deployment, Release
from deployments.operations.roll_back import roll_back
from governance.exceptions import Conflict, IllegalMove
from governance.jobs import run_job
from governance.models import Entry, User
from registry.models import Version, Withdrawal
from tests import make
from tests.deployments import building
from tests.deployments.building import FakeRuntime
from tests.registry import building as registry_building


@pytest.fixture
def at_work(
    committing_db: None, fake: FakeRuntime
) -> tuple[dict[str, User], list[Version]]:
    names = ("builder", "engineer", "validator", "officer", "business")
    people = {name: make.person(name) for name in names}
    project = make.shared_project(people)
    versions = [
        registry_building.version(
            people["builder"], project, upload=registry_building.onnx(seed=seed)
        )
        for seed in (1, 2, 3)
    ]
    return people, versions


def both(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave or raised, all begun at the same moment."""
    begin = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        begin.wait()
        try:
            found[place] = act()
        except Conflict as conflict:
            found[place] = conflict
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(place, act))
        for place, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def withdraw_slowly(version: Version, who: User, is_done: threading.Event) -> None:
    """As its operation does, with a pause before the end of the transaction."""
    with transaction.atomic():
        Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
        Withdrawal.objects.create(version=version, withdrawn_by=who)
        is_done.set()
        time.sleep(0.3)
    connections.close_all()


def one_won(found: list[Any]) -> bool:
    return sorted(isinstance(each, Conflict) for each in found) == [False, True]


def test_two_deploys_to_one_endpoint_give_one_winner_and_one_conflict(
    at_work: tuple[dict[str, User], list[Version]],
) -> None:
    people, versions = at_work
    endpoint = building.brought_up(people["builder"], versions[0]).deployment
    before = Entry.objects.count()
    found = both(
        lambda: building.deploy(people["builder"], versions[1], deployment=endpoint),
        lambda: building.deploy(people["engineer"], versions[2], deployment=endpoint),
    )
    assert one_won(found)
    assert Release.objects.filter(deployment=endpoint).count() == 2
    assert [e.action for e in make.entries_since(before)] == ["release.deployed"]


def test_two_new_endpoints_of_one_name_give_one_winner_and_one_conflict(
    at_work: tuple[dict[str, User], list[Version]],
) -> None:
    people, versions = at_work
    found = both(
        lambda: building.deploy(people["builder"], versions[0]),
        lambda: building.deploy(people["engineer"], versions[1]),
    )
    assert one_won(found)
    assert Deployment.objects.count() == Release.objects.count() == 1


def test_a_rollback_and_a_deploy_give_one_winner_and_one_conflict(
    at_work: tuple[dict[str, User], list[Version]],
) -> None:
    people, versions = at_work
    first = building.brought_up(people["builder"], versions[0])
    endpoint = first.deployment
    building.brought_up(people["builder"], versions[1], deployment=endpoint)
    found = both(
        lambda: roll_back(
            actor=people["builder"],
            deployment=endpoint,
            to_release=first,
            reason=make.WHY,
        ),
        lambda: building.deploy(people["engineer"], versions[2], deployment=endpoint),
    )
    assert one_won(found)


def test_one_job_in_two_workers_makes_one_effect(
    at_work: tuple[dict[str, User], list[Version]],
) -> None:
    people, versions = at_work
    release = building.deploy(people["builder"], versions[0])
    job = building.job_of(release)
    before = Entry.objects.count()
    both(lambda: run_job(job.pk), lambda: run_job(job.pk))
    assert [e.action for e in make.entries_since(before)] == ["release.healthy"]


def test_a_version_that_is_withdrawn_at_this_moment_gets_no_release(
    at_work: tuple[dict[str, User], list[Version]],
) -> None:
    """On PostgreSQL the row of the withdrawal cannot be seen yet: the lock decides."""
    people, versions = at_work
    builder = people["builder"]
    first = building.brought_up(builder, versions[0])
    building.brought_up(builder, versions[1], deployment=first.deployment)
    other = building.brought_up(builder, versions[2], name="other").deployment
    back: dict[str, Any] = {"deployment": first.deployment, "reason": make.WHY}
    acts: list[Callable[[], Any]] = [
        lambda: roll_back(actor=builder, to_release=first, **back),
        lambda: building.deploy(builder, versions[1], deployment=other),
        lambda: building.deploy(builder, versions[2], name="third"),
    ]
    for version, act in zip(versions, acts, strict=True):
        is_done = threading.Event()
        given = (version, builder, is_done)
        slow = threading.Thread(target=withdraw_slowly, args=given)
        slow.start()
        is_done.wait()
        with pytest.raises(IllegalMove, match="withdrawn"):
            act()
        slow.join()
