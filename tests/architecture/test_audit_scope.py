"""docs/audit-scope.md is what the product does."""

import os
from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from governance.actions import Action
from tests.architecture.audit_scope import (
    AGAIN,
    BESIDE,
    PAGE,
    Observed,
    observed,
    page,
    written_in,
)
from tests.permissions.world import build, in_folder, rolled_back


@pytest.fixture(scope="module")
def found(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Observed]:
    """What each request leaves, in a world that is taken back."""
    folder = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), in_folder(folder), rolled_back():
        yield observed(build())


def test_the_page_says_what_was_observed(found: Observed) -> None:
    told = f"{page(found)}\n"
    if os.environ.get("AUDIT_SCOPE") == "write":
        PAGE.write_text(told, encoding="utf-8")
    is_true = PAGE.exists() and PAGE.read_text(encoding="utf-8") == told
    assert is_true, f"docs/audit-scope.md is out of date; write it again:\n{AGAIN}"


def test_each_action_is_left_by_a_request_or_its_origin_is_told(
    found: Observed,
) -> None:
    left = {action for both in found.values() for each in both for action in each}
    assert set(BESIDE) == set(Action) - left


def test_a_granted_request_leaves_one_entry(found: Observed) -> None:
    count = {asked: len(done) for asked, (done, _) in found.items()}
    assert count.pop(("governance:emergency_login", "POST")) == 0
    # It leads to the provider; the way back leaves the entry.
    assert count.pop(("governance:review_change", "POST")) == 0
    # It judges a file that somebody brings, and changes nothing.
    assert count.pop(("reports:verify", "POST")) == 0
    assert set(count.values()) == {1}


def test_a_refused_step_leaves_the_refusal_and_nothing_else(found: Observed) -> None:
    kinds = {refused for _, refused in found.values()}
    assert kinds == {(), (Action.ACCESS_DENIED,)}


def test_each_action_is_recorded_by_an_operation() -> None:
    assert [action for action, places in written_in().items() if not places] == []
