"""Processes of a test that use its database, and may be killed at any statement.

They are forked from one prepared process that has Django loaded and no connection, so
that each costs some milliseconds. On PostgreSQL they act as the app or the sequencer.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any

from django.db import connection

from tests.roles import NAMES

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.prepared", "tests.children", "tests.work"])
KILLED = -signal.SIGKILL
LIMIT = 60.0
COMMIT = "_commit"
Work = Callable[..., object]


@dataclass(frozen=True)
class Place:
    """Which database, and as whom."""

    name: str
    role: str

    def enter(self) -> None:
        """Called in the child, before its first connection."""
        connection.settings_dict["NAME"] = self.name
        if connection.vendor == "postgresql":
            connection.settings_dict["OPTIONS"]["options"] += f" -c role={self.role}"


@contextmanager
def child(
    work: Work, *arguments: Any, role: str = NAMES.app
) -> Iterator[ForkServerProcess]:
    """A running process that does this work; killed when the block ends."""
    place = Place(str(connection.settings_dict["NAME"]), role)
    process = CONTEXT.Process(target=_begin, args=(place, work, arguments))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _begin(place: Place, work: Work, arguments: Sequence[Any]) -> None:
    place.enter()
    work(*arguments)


def ended(process: ForkServerProcess) -> int:
    """The exit code; below zero it is the signal that ended it."""
    process.join(LIMIT)
    assert process.exitcode is not None, "it does not end"
    return process.exitcode


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something is so; fail after a minute."""
    end = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def killed_at(fatal: int, work: Work, role: str) -> str | None:
    """Where a child was killed that did this work, None when it came to the end."""
    hears, tells = CONTEXT.Pipe(duplex=False)
    with child(_dying, fatal, tells, work, role=role) as process:
        tells.close()
        code = ended(process)
    if code == 0:
        return None
    assert code == KILLED
    return str(hears.recv())


def _dying(fatal: int, told: Connection, work: Work) -> None:
    connection.ensure_connection()
    Fate(fatal, told).begin()
    work()


class Fate:
    """Ends this process with SIGKILL at the n-th of the points it comes by.

    A point lies before each statement, after each that writes, and on both sides of
    the commit.
    """

    def __init__(self, fatal: int, told: Connection) -> None:
        self._left, self._told = fatal, told
        # No statement says COMMIT; the name is Django's own.
        self._commit: Callable[[], None] = getattr(connection, COMMIT)

    def begin(self) -> None:
        """Count from now on."""
        setattr(connection, COMMIT, self._committing)
        connection.execute_wrappers.append(self._executing)

    def _point(self, name: str) -> None:
        self._left -= 1
        if not self._left:
            self._told.send(name)
            os.kill(os.getpid(), signal.SIGKILL)

    def _executing(
        self, execute: Work, sql: str, values: Any, many: bool, more: Any
    ) -> object:
        self._point(f"before {sql}")
        found = execute(sql, values, many, more)
        if "INSERT INTO" in sql:
            self._point(f"after {sql}")
        return found

    def _committing(self) -> None:
        self._point("before COMMIT")
        self._commit()
        self._point("after COMMIT")
