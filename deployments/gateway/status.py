"""The actual state, told on the control socket and kept over restarts."""

import os
from pathlib import Path
from typing import Any

from deployments.scoring.messages import Reply, Request, Response, as_json, refusal

from . import state
from .fleet import Fleet
from .journal import Journal
from .meter import Meter
from .proxy import Proxy
from .watch import RoutesFile

COUNTS = "counts"


class Status:
    """The application behind the control socket."""

    def __init__(
        self, fleet: Fleet, proxy: Proxy, journal: Journal, file: RoutesFile, boot: str
    ) -> None:
        """Look at the parts; change none of them."""
        self._fleet = fleet
        self._proxy = proxy
        self._journal = journal
        self._file = file
        self._boot = boot

    def admit(self, request: Request) -> Response | None:
        """Offer one path."""
        if (request.method, request.path) == ("GET", "/status"):
            return None
        return refusal(404, "There is only GET /status.")

    def handle(self, request: Request, reply: Reply) -> None:
        """Answer with everything."""
        reply(as_json(self.report()))

    def report(self) -> dict[str, Any]:
        """Say what is live, what is wanted, and how both do."""
        wanted = self._fleet.wanted
        return {
            "pid": os.getpid(),
            "boot": self._boot,
            "revision": wanted.revision,
            "error": self._file.error or self._journal.error,
            "routes": {name: self._route(name) for name in wanted.routes},
            "workers": {
                key: worker.report()
                for key, worker in self._fleet.all_workers().items()
            },
        }

    def _route(self, deployment: str) -> dict[str, Any]:
        live = self._fleet.live.get(deployment)
        standing = self._fleet.standing(deployment)
        return {
            "release": live.release if live else None,
            "wanted": self._fleet.wanted.routes[deployment].release,
            "state": standing.state,
            "reason": standing.reason,
            "since": standing.since,
            **self._proxy.meter(deployment).report(),
        }


class Counts:
    """Keeps the meters in one small file per deployment."""

    def __init__(self, memory: Path, meters: dict[str, Meter]) -> None:
        """Go on with the counts of the last boot."""
        self._folder = memory / COUNTS
        self._folder.mkdir(parents=True, exist_ok=True)
        self._meters = meters
        for path in self._folder.glob("*.json"):
            self._recall(path)
        self._saved = {name: meter.requests for name, meter in meters.items()}

    def _recall(self, path: Path) -> None:
        meter = Meter()
        try:
            meter.load(state.load(path))
        except (KeyError, TypeError, ValueError):
            return  # a damaged memory of counts is no reason not to serve
        self._meters[path.stem] = meter

    def save(self) -> None:
        """Write what changed."""
        for name, meter in self._meters.items():
            if self._saved.get(name) != meter.requests:
                state.save(self._folder / f"{name}.json", meter.dump())
                self._saved[name] = meter.requests
