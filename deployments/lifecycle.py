"""The states of a release and the moves between them: a pure table.

A release that has no state yet waits for its job; pages say `WAITING` for it.
"""

from enum import StrEnum

WAITING = "Deployment data not found"


class State(StrEnum):
    """Where a release is in its life."""

    PREPARING = "Preparing"
    LAUNCHING = "Launching"
    HEALTHY = "Healthy"
    FAILED = "Failed"
    REPLACED = "Replaced"
    STOPPED = "Stopped"


MOVES: dict[State | None, frozenset[State]] = {
    None: frozenset({State.PREPARING, State.FAILED, State.STOPPED}),
    State.PREPARING: frozenset({State.LAUNCHING, State.FAILED, State.STOPPED}),
    State.LAUNCHING: frozenset({State.HEALTHY, State.FAILED, State.STOPPED}),
    State.HEALTHY: frozenset({State.REPLACED, State.STOPPED}),
    State.FAILED: frozenset(),
    State.REPLACED: frozenset(),
    State.STOPPED: frozenset(),
}
PATH = (State.PREPARING, State.LAUNCHING, State.HEALTHY)


def may_move(now: State | None, to: State) -> bool:
    """Whether a release may go from one state to another."""
    return to in MOVES[now]


def is_over(state: State | None) -> bool:
    """Whether nothing follows any more."""
    return not MOVES[state]


def is_moving(state: State | None) -> bool:
    """Whether the release is still on its way to Healthy."""
    return state in {None, State.PREPARING, State.LAUNCHING}
