"""Moves from the routes that are to the routes that are wanted, losing no request."""

import asyncio
import json
import logging
import os
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from . import state
from .routes import Route, Routes
from .worker import State, Worker

MEMORY = "live.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Live:
    """The release that answers now, with what each of its answers repeats."""

    release: str
    release_number: int
    worker: Worker
    headers: bytes  # header lines of every answer
    facts: str  # JSON members of every log record


@dataclass(slots=True)
class Standing:
    """What the status says about a route."""

    state: str = "Launching"
    reason: str | None = None
    since: float = 0.0


class Fleet:
    """All workers and, per deployment, the release that is live.

    A release goes live when its worker is ready, never before; until then, and when
    its worker fails, the release before it keeps answering. What is live is remembered
    in a file, so that a restarted gateway does not jump to a release never proven.
    """

    def __init__(self, sockets: Path, memory: Path, launch_limit: float) -> None:
        """Begin with nothing but the memory of what was live."""
        self.wanted = Routes()
        self.live: dict[str, Live] = {}
        self.workers: dict[str, Worker] = {}
        self._sockets = sockets
        self._memory = memory / MEMORY
        self._remembered: dict[str, Any] = state.load(self._memory) or {}
        self._standing: dict[str, Standing] = {}
        self._launch_limit = launch_limit
        self._gate = asyncio.Semaphore(max(2, os.cpu_count() or 2))
        self._numbers = count(1)
        self._leaving: set[Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def apply(self, routes: Routes) -> None:
        """Want something else from now on."""
        self.wanted = routes
        for gone in self.live.keys() - routes.routes.keys():
            del self.live[gone]
        self._launch_missing()
        self._recall()
        self.settle()

    def settle(self) -> None:
        """Flip what is ready, end what is not needed, note how each route stands."""
        flipped = [route for route in self.wanted.routes.values() if self._flip(route)]
        if flipped:
            self._remember()
        needed = {live.worker.order.key for live in self.live.values()}
        for key in self.workers.keys() - self.wanted.workers.keys() - needed:
            self._retire(self.workers.pop(key))
        for route in self.wanted.routes.values():
            self._note(route)

    def standing(self, deployment: str) -> Standing:
        """Tell how a route stands."""
        return self._standing[deployment]

    def all_workers(self) -> dict[str, Worker]:
        """Give the leaving workers too; a new one of the same key hides them."""
        return {worker.order.key: worker for worker in self._leaving} | self.workers

    async def close(self) -> None:
        """Let every worker answer what it owes, then end it."""
        for key in list(self.workers):
            self._retire(self.workers.pop(key))
        await asyncio.gather(*self._tasks)

    def _launch_missing(self) -> None:
        """Start what is listed; what answered before goes first in the queue."""
        proven = {item.get("worker") for item in self._remembered.values()}
        orders = self.wanted.workers.values()
        for order in sorted(orders, key=lambda order: order.key not in proven):
            if order.key in self.workers:
                continue
            path = self._sockets / f"{next(self._numbers)}.sock"
            worker = Worker(order, path, self._gate, self.settle, self._launch_limit)
            worker.proven = order.key in proven
            self.workers[order.key] = worker
            worker.start()

    def _recall(self) -> None:
        """After a restart, go on with what was live; its requests wait for its worker.

        The memory counts only once: a deployment that comes back later is a new one.
        """
        for deployment, item in self._remembered.items():
            worker = self.workers.get(item.get("worker"))
            if worker is not None and deployment in self.wanted.routes:
                self.live[deployment] = _live(
                    deployment, item["release"], item["release_number"], worker
                )
        self._remembered = {}

    def _flip(self, route: Route) -> bool:
        worker = self.workers[route.worker]
        live = self.live.get(route.deployment)
        if live and live.release == route.release and live.worker is worker:
            return False
        if worker.state is not State.READY:
            return False
        self.live[route.deployment] = _live(
            route.deployment, route.release, route.release_number, worker
        )
        return True

    def _remember(self) -> None:
        memory = {
            deployment: {
                "release": live.release,
                "release_number": live.release_number,
                "worker": live.worker.order.key,
            }
            for deployment, live in self.live.items()
        }
        try:
            state.save(self._memory, memory)
        except OSError:  # a full disk must not stop a flip
            _log.exception("What is live could not be remembered")

    def _note(self, route: Route) -> None:
        worker = self.workers[route.worker]
        live = self.live.get(route.deployment)
        name = "Launching"
        if worker.state is State.FAILED:
            name = "Failed"
        elif live and live.release == route.release and live.worker is worker:
            name = "Healthy" if worker.state is State.READY else "Launching"
        old = self._standing.get(route.deployment)
        since = old.since if old and old.state == name else time.time()
        self._standing[route.deployment] = Standing(name, worker.reason, since)

    def _retire(self, worker: Worker) -> None:
        self._leaving.add(worker)
        task = asyncio.create_task(worker.retire())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: self._leaving.discard(worker))


def _live(deployment: str, release: str, number: int, worker: Worker) -> Live:
    order = worker.order
    version = quote(order.version, safe=" ()")  # a header line is ASCII
    headers = f"X-Hallmark-Version: {version}\r\nX-Hallmark-Release: {release}"
    facts = {
        "deployment": deployment,
        "release": release,
        "release_number": number,
        "version": order.version,
        "version_digest": order.version_digest,
    }
    return Live(
        release, number, worker, f"{headers}\r\n".encode(), json.dumps(facts)[1:]
    )
