"""Change requests when two people act at once, on a database that really commits."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from deployments.models import Release
from governance import changes
from governance.changes import State
from governance.exceptions import GovernanceError
from governance.models import ChangeEnd, ChangeRequest, Entry, Policy, User
from governance.operations.withdraw_change import withdraw_change
from registry.models import Version
from tests import make
from tests.conftest import PEOPLE
from tests.deployments import promoting
from tests.deployments.building import FakeRuntime
from tests.registry import building as registry_building

World = tuple[dict[str, User], Version]


@pytest.fixture
def at_work(committing_db: None, fake: FakeRuntime) -> World:
    people = {name: make.person(name) for name in PEOPLE}
    project = make.shared_project(people)
    promoting.short_policy(people["admin"])
    return people, registry_building.version(people["builder"], project)


def both(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, or the refusal it met; all begun at the same moment."""
    begin = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        begin.wait()
        try:
            found[place] = act()
        except GovernanceError as refusal:
            found[place] = refusal
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


def refused(found: list[Any]) -> int:
    return sum(isinstance(each, GovernanceError) for each in found)


def test_two_approvals_at_once_both_count(at_work: World) -> None:
    people, version = at_work
    promoting.short_policy(people["admin"], approvals=2)
    change = promoting.asked(people["builder"], version)
    found = both(
        lambda: promoting.reviewed(people["officer"], change),
        lambda: promoting.reviewed(people["validator"], change),
    )
    assert refused(found) == 0
    assert changes.standing(change).state is State.APPROVED


def test_two_approvals_at_once_order_the_work_once(at_work: World) -> None:
    people, version = at_work
    change = promoting.asked(people["engineer"], version, auto_apply=True)
    found = both(
        lambda: promoting.reviewed(people["officer"], change),
        lambda: promoting.reviewed(people["validator"], change),
    )
    assert refused(found) == 0
    assert changes.standing(change).approvals == 2


def test_applied_twice_at_once_is_applied_once(at_work: World) -> None:
    people, version = at_work
    change = promoting.asked(people["engineer"], version)
    promoting.reviewed(people["officer"], change)
    found = both(*[lambda: promoting.applied(people["engineer"], change)] * 2)
    assert refused(found) == 1
    assert Release.objects.count() == ChangeEnd.objects.count() == 1
    assert Entry.objects.filter(action="release.promoted").count() == 1


def test_withdrawn_while_it_is_applied_ends_in_one_way(at_work: World) -> None:
    people, version = at_work
    change = promoting.asked(people["engineer"], version)
    promoting.reviewed(people["officer"], change)
    found = both(
        lambda: promoting.applied(people["engineer"], change),
        lambda: withdraw_change(
            actor=people["engineer"], change=change, reason=make.WHY
        ),
    )
    assert refused(found) == 1
    end = ChangeEnd.objects.get()
    assert Release.objects.count() == (end.state == ChangeEnd.State.APPLIED)


def test_applied_while_a_policy_is_published_is_whole_or_void(at_work: World) -> None:
    """Whichever comes first: never applied under a policy it was not approved for."""
    people, version = at_work
    change = promoting.asked(people["engineer"], version)
    promoting.reviewed(people["officer"], change)
    found = both(
        lambda: promoting.applied(people["engineer"], change),
        lambda: promoting.short_policy(people["admin"], approvals=2),
    )
    assert Policy.objects.filter(environment="PROD", tier="low").count() == 3
    if refused(found):
        assert changes.standing(change).state is State.VOID
        assert not Release.objects.exists()
    else:
        entries = list(Entry.objects.order_by("-pk").values_list("action", flat=True))
        assert set(entries[:2]) == {"release.promoted", "policy.published"}


def test_two_requests_at_once_get_two_numbers(at_work: World) -> None:
    people, version = at_work
    found = both(
        lambda: promoting.asked(people["engineer"], version, name="one-prod"),
        lambda: promoting.asked(people["builder"], version, name="two-prod"),
    )
    assert refused(found) == 0
    numbers = ChangeRequest.objects.values_list("number", flat=True)
    assert sorted(numbers) == [1, 2]
