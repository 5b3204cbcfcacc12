"""Gives the pages of the log in their order, checked here or in several processes.

Other processes see what is committed only, and cost a moment to start. So a small log,
and one inside a transaction, is read by our own connection.
"""

import os
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from typing import Any
from urllib.parse import quote

import psycopg

from governance.verifying.entries import Catalogue, Checked, EntryCheck, Read, Row
from governance.verifying.statements import (
    NUMBERED,
    NUMBERED_TOLD,
    UNNUMBERED,
    UNNUMBERED_PAGE,
    UNNUMBERED_TOLD,
)

PAGE = 8192  # entries; a multiple of what a tile holds
PARALLEL_FROM = 4 * PAGE
MAX_PROCESSES = 8
AHEAD = 3  # pages for each process that are asked for before they are needed

_open: tuple[Read, Catalogue] | None = None  # in a process of ours: its connection


class Here:
    """Checks one page after the other with the connection it is given."""

    def __init__(self, read: Read, catalogue: Catalogue) -> None:
        self._read, self._catalogue = read, catalogue

    def pages(self, size: int) -> Iterator[Checked]:
        """What each page of the first `size` numbers is like."""
        for first in range(0, size, PAGE):
            yield numbered(self._read, self._catalogue, first, min(first + PAGE, size))

    def run(self, function: Callable[..., list[str]], *arguments: Any) -> list[str]:
        """Do it at once."""
        return function(*arguments)

    def rest(self) -> list[str]:
        """There is nothing left to wait for."""
        return []

    def unnumbered(self) -> Iterator[Checked]:
        """What each page of the entries without a number is like."""
        lowest, highest = -(2**63), 2**63 - 1
        while True:
            span = (lowest, highest, PAGE)
            ((first, last),) = self._read(UNNUMBERED_PAGE, span)
            if last is None:
                return
            check = EntryCheck(self._read, self._catalogue)
            yield check.unnumbered((UNNUMBERED, UNNUMBERED_TOLD), first, last)
            lowest = last


class InProcesses:
    """Checks pages in as many processes as there are cores."""

    def __init__(self, target: "Target", catalogue: Catalogue) -> None:
        self._count = min(MAX_PROCESSES, len(os.sched_getaffinity(0)))
        self._pool = ProcessPoolExecutor(
            self._count,
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(target, catalogue),
        )
        self._running: deque[Future[list[str]]] = deque()

    def pages(self, size: int) -> Iterator[Checked]:
        """What each page of the first `size` numbers is like."""
        starts = iter(range(0, size, PAGE))
        ahead: deque[Future[Checked]] = deque()
        while True:
            while len(ahead) < AHEAD * self._count:
                first = next(starts, None)
                if first is None:
                    break
                last = min(first + PAGE, size)
                ahead.append(self._pool.submit(_page, first, last))
            if not ahead:
                return
            yield ahead.popleft().result()

    def run(self, function: Callable[..., list[str]], *arguments: Any) -> list[str]:
        """Have it done; returns what an earlier call found when there are many."""
        self._running.append(self._pool.submit(function, *arguments))
        return self._running.popleft().result() if len(self._running) > 8 else []

    def rest(self) -> list[str]:
        """What the other calls found; the processes end."""
        found = [line for future in self._running for line in future.result()]
        self.close()
        return found

    def close(self) -> None:
        """End the processes, also when something failed."""
        self._pool.shutdown(cancel_futures=True)


class Target:
    """How another process reaches the database."""

    def __init__(self, vendor: str, parameters: dict[str, Any]) -> None:
        self.vendor = vendor
        plain = (str, int)
        self.parameters = {
            key: value for key, value in parameters.items() if type(value) in plain
        }

    def connect(self) -> Read:
        """Rows of a statement, by a connection of its own that only reads."""
        if self.vendor == "sqlite":
            path = quote(str(self.parameters["database"]))
            lite = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            return lambda sql, values: lite.execute(sql.replace("%s", "?"), values)
        return _rows_of(psycopg.connect(**self.parameters, autocommit=True))


def _rows_of(connection: psycopg.Connection[Row]) -> Read:
    def read(sql: str, values: Sequence[Any]) -> Iterator[Row]:
        with closing(connection.cursor()) as cursor:
            yield from cursor.execute(sql.encode(), values)

    return read


def numbered(read: Read, catalogue: Catalogue, first: int, last: int) -> Checked:
    """What the entries with the numbers [first, last) are like."""
    check = EntryCheck(read, catalogue)
    return check.numbered((NUMBERED, NUMBERED_TOLD), first, last)


def _begin(target: Target, catalogue: Catalogue) -> None:
    global _open  # noqa: PLW0603 - one connection for each process
    _open = target.connect(), catalogue


def _page(first: int, last: int) -> Checked:
    assert _open is not None  # noqa: S101 - the process has begun
    return numbered(*_open, first, last)
