"""The table of states: whatever is tried, only legal ways are gone."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.lifecycle import (
    MOVES,
    PATH,
    WAITING,
    State,
    is_moving,
    is_over,
    may_move,
)
from deployments.models import ReleaseState
from deployments.states import enter, state_of
from deployments.track import stops
from governance.exceptions import IllegalMove
from governance.models import User
from registry.models import Version
from tests.deployments import building

TRIES = st.lists(st.sampled_from(list(State)), max_size=12)


def walk(tries: list[State]) -> list[State]:
    """Where a release gets when these moves are tried and the illegal ones refused."""
    gone: list[State] = []
    now: State | None = None
    for to in tries:
        if may_move(now, to):
            now = to
            gone.append(to)
    return gone


@settings(deadline=None)
@given(TRIES)
def test_no_state_is_reached_twice_and_healthy_only_by_the_whole_path(
    tries: list[State],
) -> None:
    gone = walk(tries)
    assert len(set(gone)) == len(gone)
    if State.HEALTHY in gone:
        assert tuple(gone[:3]) == PATH
    if State.REPLACED in gone:
        assert gone[-2] is State.HEALTHY


@settings(deadline=None)
@given(TRIES)
def test_a_walk_ends_for_good_and_every_state_but_the_last_three_goes_on(
    tries: list[State],
) -> None:
    gone = walk(tries)
    now = gone[-1] if gone else None
    assert is_over(now) == (not any(may_move(now, to) for to in State))
    assert not (is_over(now) and is_moving(now))


@settings(deadline=None)
@given(TRIES)
def test_the_track_shows_each_state_gone_through_and_what_may_still_come(
    tries: list[State],
) -> None:
    start = datetime(2026, 11, 23, tzinfo=UTC)
    rows = [
        SimpleNamespace(state=state.value, at=start + timedelta(seconds=at), detail="")
        for at, state in enumerate(walk(tries))
    ]
    shown = stops(rows)
    gone = [stop.name for stop in shown if stop.look != "todo"]
    assert gone == ([row.state for row in rows] or [WAITING])
    assert sum(stop.look == "on" for stop in shown) <= 1
    assert all(stop.look != "bad" or stop.name == State.FAILED for stop in shown)


def test_every_state_stands_in_the_table() -> None:
    assert set(MOVES) == {None, *State}


@pytest.mark.django_db
def test_rows_follow_the_table(builder: User, versions: list[Version]) -> None:
    release = building.deploy(builder, versions[0])
    with pytest.raises(IllegalMove, match="cannot become Healthy"):
        enter(release, State.HEALTHY)
    enter(release, State.PREPARING)
    enter(release, State.PREPARING)
    enter(release, State.LAUNCHING)
    enter(release, State.PREPARING)
    assert state_of(release) is State.LAUNCHING
    assert ReleaseState.objects.filter(release=release).count() == 2
