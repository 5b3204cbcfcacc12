"""A running fake product."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_INHERITED = (
    *("OIDC_ISSUER", "DATABASE_URL", "SECRET_KEY", "OIDC_CLIENT_SECRET"),
    *("LEDGER_KEY", "LEDGER_KEY_FILE", "LEDGER_WITNESSES"),
    *("REPORT_KEY", "REPORT_KEY_FILE"),
)


@dataclass
class Running:
    """The supervisor's process, and what it has written so far."""

    process: subprocess.Popen[bytes]
    output: Path
    port: int

    def text(self) -> str:
        return self.output.read_text()

    def wait_for(self, words: str, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.02)

    def get(self) -> int:
        """The pid of the web process, as it tells it itself."""
        url = f"http://127.0.0.1:{self.port}/"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.read())

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=10)


Start = Callable[..., Running]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start fake products; whatever is left of them is killed afterwards."""
    started: list[Running] = []

    def begin(data: Path = tmp_path / "data", **variables: str) -> Running:
        port = four_free_ports()
        kept = {k: v for k, v in os.environ.items() if k not in NOT_INHERITED}
        places = {"PORT": str(port), "DATA_DIR": str(data)}
        output = tmp_path / f"output-{len(started)}"
        with output.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.supervisor.fake_product"],
                cwd=ROOT,
                env={**kept, **places, **variables},
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(Running(process, output, port))
        return started[-1]

    yield begin
    for running in started:
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.end(signal.SIGTERM)
        running.process.kill()
        running.process.wait()


def four_free_ports() -> int:
    """A port with three free ones above it."""
    while True:
        with (
            contextlib.suppress(OSError, OverflowError),
            contextlib.ExitStack() as held,
        ):
            first = held.enter_context(socket.create_server(("127.0.0.1", 0)))
            port = int(first.getsockname()[1])
            for above in (1, 2, 3):
                held.enter_context(socket.create_server(("127.0.0.1", port + above)))
            return port
