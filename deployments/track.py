"""The way of a release as a line of states, each with its time: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal, Protocol

from deployments.lifecycle import PATH, WAITING, State

Look = Literal["done", "on", "todo", "bad", "off"]

ENDS: dict[State, Look] = {State.HEALTHY: "done", State.FAILED: "bad"}


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
    past = [Stop(row.state, "done", _took(row, after)) for row, after in pairwise(rows)]
    last = State(rows[-1].state)
    if last in {State.PREPARING, State.LAUNCHING}:
        return [*past, Stop(last, "on", "now"), *_to_come(last)]
    since = f"since {rows[-1].at:%H:%M:%S} UTC"
    return [*past, Stop(last, ENDS.get(last, "off"), since)]


def _to_come(last: State | None) -> list[Stop]:
    start = PATH.index(last) + 1 if last else 0
    return [Stop(state, "todo", "") for state in PATH[start:]]


def _took(row: Row, after: Row) -> str:
    """How long it took and what was found; why it failed is told elsewhere."""
    seconds = f"{(after.at - row.at).total_seconds():.2f} s"
    told = "" if after.state == State.FAILED else after.detail
    return f"{seconds}. {told}" if told else seconds
