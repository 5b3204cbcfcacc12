"""A really running gateway whose public socket the test holds, as `make run` does."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from deployments.gateway.log import Record, read
from tests.deployments.scoring import tiny

BODY = json.dumps({"fields": tiny.FIELDS, "rows": tiny.ROWS[:1]}).encode()
LIMIT = 30.0  # seconds; a busy machine is slow, not wrong


@dataclass
class Answer:
    """One HTTP answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """The document in the body."""
        return json.loads(self.body)


class _Unix(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.host)


def until(check: Callable[[], Any], limit: float = LIMIT) -> Any:
    """Wait until something is true, and give it."""
    end = time.monotonic() + limit
    while not (found := check()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return found


@dataclass
class Place:
    """The folders, the socket, the routes and the process of one gateway."""

    folder: Path
    workers: list[dict[str, Any]] = field(default_factory=list)
    routes: list[dict[str, Any]] = field(default_factory=list)
    revision: int = 0
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        """Copy the scoring code and open the public socket."""
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.short = Path(tempfile.mkdtemp(prefix="hmt-"))
        self.control = self.short / "c"
        source = tiny.ROOT / "deployments" / "scoring"
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, self.folder / "code" / "scoring", ignore=ignore)

    @property
    def address(self) -> tuple[str, int]:
        """Where callers go."""
        host, port = self.socket.getsockname()
        return host, port

    @property
    def predictions(self) -> Path:
        """Where the log is."""
        return self.folder / "predictions"

    def worker(self, key: str, spec: dict[str, Any] | None = None, **more: str) -> str:
        """List a worker; its version is named after its key."""
        path = self.folder / f"{key}.json"
        path.write_text(json.dumps(spec or tiny.spec()))
        order = {
            "key": key,
            "version": key,
            "version_digest": sha256(key.encode()).hexdigest(),
            "python": sys.executable,
            "code": str(self.folder / "code"),
            "spec": str(path),
        }
        self.workers.append(order | more)
        return key

    def route(self, deployment: str, worker: str, release: str, **more: Any) -> None:
        """Want a release on a deployment, in place of another."""
        self.routes = [r for r in self.routes if r["deployment"] != deployment]
        row = {
            "deployment": deployment,
            "name": deployment,
            "environment": "DEV",
            "release": release,
            "release_number": 1,
            "worker": worker,
            "open": True,
            "keys": [],
            "fsync_each": False,
        }
        self.routes.append(row | more)

    def write(self, text: str | None = None) -> None:
        """Replace the routes file in one step."""
        self.revision += 1
        members = {"workers": self.workers, "routes": self.routes}
        fresh = self.folder / "fresh.json"
        fresh.write_text(text or json.dumps({"revision": self.revision} | members))
        fresh.replace(self.folder / "routes.json")

    def start(self, *options: str, inherited: bool = True) -> Self:
        """Start the gateway and wait until it tells its status."""
        descriptors = [self.socket.fileno()] if inherited else []
        own = [f"--fd={descriptor}" for descriptor in descriptors]
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "deployments.gateway"),
                *("--routes", self.folder / "routes.json"),
                *("--state", self.folder / "state"),
                *("--predictions", self.predictions),
                *("--control", self.control, "--drain-idle", "1"),
                *(*own, *options),
            ],
            cwd=tiny.ROOT,
            pass_fds=descriptors,
        )
        pid = self.process.pid
        until(lambda: self.status().get("pid") == pid)
        return self

    def status(self) -> dict[str, Any]:
        """Ask the control socket; empty while nobody listens."""
        connection = _Unix(str(self.control), timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError):
            connection.request("GET", "/status")
            document: dict[str, Any] = json.loads(connection.getresponse().read())
            return document
        return {}

    def healthy(self, deployment: str, release: str) -> dict[str, Any]:
        """Wait until a release is live."""

        def row() -> dict[str, Any] | None:
            found: dict[str, Any] = self.status()["routes"].get(deployment, {})
            live = found.get("state") == "Healthy" and found["release"] == release
            return found if live else None

        found: dict[str, Any] = until(row)
        return found

    def ask(
        self,
        path: str,
        body: bytes | None = BODY,
        headers: dict[str, str] | None = None,
        method: str = "POST",
    ) -> Answer:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection(*self.address, timeout=LIMIT)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())

    def get(self, path: str) -> Answer:
        """Read something."""
        return self.ask(path, None, method="GET")

    def log(self, deployment: str) -> list[Record]:
        """Read the prediction log of a deployment, all files in order."""
        files = sorted((self.predictions / deployment).glob("*.wal"))
        return [record for file in files for record in read(file)]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End the gateway and give its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(LIMIT)

    def close(self) -> None:
        """End everything."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.socket.close()
        shutil.rmtree(self.short)


def alive(pid: int) -> bool:
    """Say whether a process runs; one that only waits to be reaped does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")
