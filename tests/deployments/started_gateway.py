"""A real gateway process over a test's folder."""

import contextlib
import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deployments.runtimes import control

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Started:
    """Where it listens."""

    port: int
    control: str

    def score(
        self, deployment: object, sample: Any, token: str = ""
    ) -> tuple[int, dict[str, str], Any]:
        """Post a request as the copied sample does: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        with contextlib.closing(connection):
            path = f"/{deployment}/model/score"
            connection.request("POST", path, json.dumps(sample), headers)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, told, json.loads(answer.read())


@contextlib.contextmanager
def started(folder: Path, port: int) -> Iterator[Started]:
    """Run the gateway on the folder's routes until the block ends."""
    with tempfile.TemporaryDirectory(prefix="hm-") as short:
        gateway = Started(port, f"{short}/control")
        process = subprocess.Popen(_command(folder, gateway), cwd=ROOT)
        try:
            _wait(gateway)
            yield gateway
        finally:
            process.terminate()
            process.wait(10)


def _command(folder: Path, gateway: Started) -> list[str]:
    state = folder / "gateway"
    options = {
        "--routes": state / "routes.json",
        "--state": state,
        "--predictions": folder / "predictions",
        "--control": gateway.control,
        "--port": gateway.port,
        "--drain-idle": 0,
    }
    pairs = [str(part) for pair in options.items() for part in pair]
    return [sys.executable, "-m", "deployments.gateway", *pairs]


def _wait(gateway: Started) -> None:
    until = time.monotonic() + 10
    while control.status(gateway.control) is None:
        if time.monotonic() > until:
            raise TimeoutError("the gateway did not start")
        time.sleep(0.02)
