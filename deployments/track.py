"""The way of a release as a line of states, each with its time: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal, Protocol

from deployments.lifecycle import PATH, WAITING, State

Look = Literal["done", "on", "todo"]


class Row(Protocol):
    """A state row: the state, when it was reached, what was noted then."""

    state: str
    at: datetime
    detail: str


@dataclass(frozen=True)
class Stop:
    """One stop on the line; `words` say how long it took, or what was found."""

    name: str
    look: Look
    words: str


def stops(rows: Sequence[Row]) -> list[Stop]:
    """Past stops with their seconds, the present one, and those to come."""
    if not rows:
        return [Stop(WAITING, "on", "waits for a worker"), *_to_come(None)]
    past = [
        Stop(row.state, "done", f"{_seconds(row, after):.2f} s. {after.detail}".strip())
        for row, after in pairwise(rows)
    ]
    last = State(rows[-1].state)
    if last in {State.PREPARING, State.LAUNCHING}:
        return [*past, Stop(last, "on", "now"), *_to_come(last)]
    since = f"since {rows[-1].at:%H:%M:%S} UTC"
    return [*past, Stop(last, "done", since)]


def _to_come(last: State | None) -> list[Stop]:
    start = PATH.index(last) + 1 if last else 0
    return [Stop(state, "todo", "") for state in PATH[start:]]


def _seconds(row: Row, after: Row) -> float:
    return (after.at - row.at).total_seconds()
