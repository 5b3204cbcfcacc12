"""Two people at once, on a database that really commits."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from deployments.models import Deployment, Release
from deployments.operations.roll_back import roll_back
from governance.exceptions import Conflict
from governance.jobs import run_job
from governance.models import Entry, User
from registry.models import Version
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
