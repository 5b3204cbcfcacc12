"""Start the demo provider as its own process, for tests that talk to it."""

import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

import httpx

ROOT = Path(__file__).parents[2]
START_LIMIT = 30
# Nothing here speaks TLS; reading the system's certificates for each client is slow.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CALLBACK = "http://127.0.0.1:8000/oidc/callback/"
AFTER_LOGOUT = "http://127.0.0.1:8000/login/"


@dataclass(frozen=True)
class StartedProvider:
    url: str
    issuer: str
    folder: Path
    client_id: str
    client_secret: str
    started_ns: int

    def browser(self) -> httpx.Client:
        """A browser of its own: no cookies, and redirects are looked at."""
        return httpx.Client(base_url=self.url, timeout=10, verify=NO_TLS)


def command(data: Path, port: int, *more: str) -> list[str]:
    secret = str(data / "provider" / "client_secret")
    return [
        *(sys.executable, "-m", "config.demo.provider"),
        *("--data", str(data), "--client-secret-file", secret, "--port", str(port)),
        *("--redirect-uri", CALLBACK, "http://localhost:8000/oidc/callback/"),
        *("--post-logout-uri", AFTER_LOGOUT),
        *more,
    ]


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@contextmanager
def started_provider(data: Path, issuer: str = "") -> Iterator[StartedProvider]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    issuer = issuer or url
    arguments = command(data, port, "--issuer", issuer)
    started = time.time_ns()
    with subprocess.Popen(arguments, cwd=ROOT) as process:
        try:
            _wait_until_it_answers(process, url)
            secret = (data / "provider" / "client_secret").read_text()
            folder = data / "provider"
            yield StartedProvider(url, issuer, folder, "hallmark", secret, started)
        finally:
            process.terminate()


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(f"{url}/.well-known/openid-configuration", verify=NO_TLS)
        except httpx.ConnectError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The demo provider did not start.")
