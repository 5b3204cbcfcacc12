"""One version that is kept warm: its process, its line, the requests it owes."""

import asyncio
import contextlib
import socket
import time
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from .link import Exchange, Link
from .process import LaunchFailedError, Process, launch
from .routes import WorkerOrder

MAX_WAITING = 2048  # requests that one worker may owe
MAX_WAITING_BYTES = 128 * 1024 * 1024
WAIT_LIMIT = 15.0  # seconds a request waits for a worker to come back
ANSWER_LIMIT = 30.0  # seconds without any answer, after which a worker hangs
LONG_LIFE = 10.0  # seconds after which a death is not part of a series
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
_TICK = 0.25


class State(StrEnum):
    """Where a worker is in its life."""

    LAUNCHING = "Launching"
    READY = "Ready"
    FAILED = "Failed"
    DRAINING = "Draining"


class Worker:
    """Launches, answers, and comes back after a death.

    The listening socket is ours and outlives the process. A request that a dying
    worker did not answer is sent once more to the next process of the same version:
    scoring changes nothing, so doing it twice is harmless. A request that was on the
    line in two deaths is given up, so that it cannot kill for ever.
    """

    def __init__(
        self,
        order: WorkerOrder,
        path: Path,
        gate: asyncio.Semaphore,
        changed: Callable[[], None],
        limit: float,
    ) -> None:
        """Bind the socket; `start` begins."""
        self.order = order
        self.state = State.LAUNCHING
        self.reason: str | None = None
        self.started = time.time()
        self.ready_ms: float | None = None
        self.proven = False  # was ready once, so a failed launch is tried again
        self._path = path
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._gate = gate
        self._changed = changed
        self._limit = limit
        self._process: Process | None = None
        self._link: Link | None = None
        self._pending: deque[Exchange] = deque()
        self._owed = self._owed_bytes = 0
        self._nothing_owed = asyncio.Event()
        self._progress = 0.0
        self._life: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._now = asyncio.get_running_loop().time

    @property
    def pid(self) -> int | None:
        """The process id, while there is a process."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Launch in the background."""
        self._life = asyncio.create_task(self._live())
        self._watch = asyncio.create_task(self._watch_clock())

    def submit(self, exchange: Exchange) -> None:
        """Send a request, or keep it until the worker is back."""
        if self.state is State.FAILED and not self.proven:
            exchange.failed(exchange, 503, f"The release has failed: {self.reason}")
            return
        bytes_owed = self._owed_bytes + exchange.size
        if self._owed >= MAX_WAITING or bytes_owed > MAX_WAITING_BYTES:
            exchange.failed(exchange, 503, "Too many requests are waiting.")
            return
        self._owed, self._owed_bytes = self._owed + 1, bytes_owed
        self._owe(exchange)

    def _owe(self, exchange: Exchange) -> None:
        if self._link is None:
            exchange.deadline = self._now() + WAIT_LIMIT
            self._pending.append(exchange)
            return
        if self._link.oldest is None:
            self._progress = self._now()
        self._link.send(exchange)

    def settled(self, exchange: Exchange) -> None:
        """Count an answered request off; the line is alive."""
        self._owed -= 1
        self._owed_bytes -= exchange.size
        self._progress = self._now()
        if self.state is State.DRAINING and not self._owed:
            self._nothing_owed.set()

    def _give_up(self, exchange: Exchange, status: int, detail: str) -> None:
        self.settled(exchange)
        exchange.failed(exchange, status, detail)

    async def _live(self) -> None:
        pause = 0.0
        while self.state is not State.DRAINING:
            await asyncio.sleep(pause)
            born = self._now()
            if await self._launch():
                await self._serve()
            elif not self.proven:
                return
            lived = self._now() - born
            pause = 0.0 if lived > LONG_LIFE else _longer(pause)

    async def _launch(self) -> bool:
        async with self._gate:
            self.started, begun = time.time(), self._now()
            try:
                self._process = await launch(self.order, self._listener, self._limit)
            except (LaunchFailedError, OSError) as failure:
                self._become(State.FAILED, str(failure))
                return False
            self.ready_ms = round((self._now() - begun) * 1000, 1)
        return True

    async def _serve(self) -> None:
        """Answer until the process or the line to it ends."""
        process = self._process
        if process is None:
            return
        try:
            _, self._link = await asyncio.get_running_loop().create_unix_connection(
                lambda: Link(self._lost), str(self._path)
            )
            self.proven = True
            self._become(State.READY, None)
            self._send_pending()
        except OSError:
            process.kill()
        how = await process.wait()
        self._process = None
        if self._link:  # it may still wait to be accepted: the socket is ours
            self._link.abort()
        if self.state is State.READY:
            self._become(State.LAUNCHING, f"{how} It is started again.")

    def _send_pending(self) -> None:
        pending, self._pending = self._pending, deque()
        for exchange in pending:
            self._owe(exchange)

    def _lost(self, unanswered: list[Exchange]) -> None:
        """Take back what the dead worker owed; without its line it is useless."""
        self._link = None
        if self._process is not None and self.state is not State.DRAINING:
            self._process.kill()
        for exchange in unanswered:
            if exchange.sent > 1:
                self._give_up(exchange, 503, "The worker ended twice on this request.")
            else:
                self._owe(exchange)

    def _become(self, state: State, reason: str | None) -> None:
        if self.state is not State.DRAINING:
            self.state, self.reason = state, reason
            self._changed()

    async def _watch_clock(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            now = self._now()
            while self._pending and self._pending[0].deadline < now:
                late = self._pending.popleft()
                self._give_up(late, 503, "The worker did not come back in time.")
            link = self._link
            if link and link.oldest and now - self._progress > ANSWER_LIMIT:
                self._give_up(link.drop_oldest(), 504, "The model took too long.")
                link.abort()

    async def retire(self) -> None:
        """Answer what is owed, then end the process."""
        self.state = State.DRAINING
        if self._link and self._owed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._nothing_owed.wait(), ANSWER_LIMIT)
        if self._link:
            self._link.close()
        if self._process:
            await self._process.stop()
        await self._end_tasks()
        for exchange in self._pending:
            exchange.failed(exchange, 503, "The release was withdrawn.")
        self._listener.close()
        self._path.unlink(missing_ok=True)

    async def _end_tasks(self) -> None:
        """Stop launching too: a process that is not ready yet is killed."""
        tasks = [task for task in (self._life, self._watch) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def report(self) -> dict[str, Any]:
        """Say it for the status."""
        return {
            "state": self.state.value,
            "reason": self.reason,
            "pid": self.pid,
            "started": self.started,
            "ready_ms": self.ready_ms,
        }


def _longer(pause: float) -> float:
    return min(max(pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
