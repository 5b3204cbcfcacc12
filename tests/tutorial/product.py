"""Starts the real product, all processes, with small demo models in a fresh folder."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from governance.identifiers import uuid7
from governance.roles import Roles

ROOT = Path(__file__).parents[2]
READY = "Ctrl-C stops everything"
START_LIMIT = 120.0


@dataclass
class Product:
    """A started product: its addresses, its folder and its foreground process."""

    url: str
    scoring: str
    data: Path
    log: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def pids(self, *words: str) -> list[int]:
        """Processes of this copy whose command line holds all the words."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes().decode().replace("\0", " ")
                ours = (
                    f"DATA_DIR={self.data}\0".encode()
                    in (folder / "environ").read_bytes()
                )
            except (OSError, UnicodeDecodeError):
                continue
            if ours and all(word in line for word in words):
                found.append(int(folder.name))
        return found

    def kill(self, *words: str) -> int:
        """kill -9 of one kind of process; tells how many there were."""
        pids = self.pids(*words)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        return len(pids)

    def manage(self, *arguments: str) -> str:
        """One of Django's commands on this copy; its output."""
        line = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            line, cwd=ROOT, env=self.environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()


@contextmanager
def started(data: Path) -> Iterator[Product]:
    """The product with an empty folder and, on PostgreSQL, an empty database."""
    port = _free_ports()
    with _database() as database:
        environment = {
            **_inherited(),
            **database,
            "DATA_DIR": str(data),
            "PORT": str(port),
            "DEMO_TINY": "yes",
        }
        log = data / "product.log"
        data.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.supervisor"],
                cwd=ROOT,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        url = f"http://127.0.0.1:{port}"
        scoring = f"http://127.0.0.1:{port + 2}"
        product = Product(url, scoring, data, log, process, environment)
        try:
            _until_ready(product)
            yield product
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def _inherited() -> dict[str, str]:
    dropped = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY"}
    dropped |= {"OIDC_CLIENT_SECRET", "DATA_DIR", "HOST", "PORT"}
    return {key: value for key, value in os.environ.items() if key not in dropped}


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """SQLite in the folder, or a database of its own where the tests have a server.

    There each process is what it is in production: the app, the sequencer, the owner.
    """
    url = os.environ.get("DATABASE_URL")
    if not url:
        yield {}
        return
    name = f"tutorial_{uuid7().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        owner = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        yield {
            "DATABASE_URL": _as(Roles().app, owner),
            "SEQUENCER_DATABASE_URL": _as(Roles().sequencer, owner),
            "MIGRATE_DATABASE_URL": owner,
            "REDIS_URL": os.environ.get("REDIS_URL", ""),
        }
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _as(role: str, url: str) -> str:
    """The same database for another login; the server trusts this machine."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}@{place}"))


def _free_ports() -> int:
    """The first of four free ports in a row."""
    for port in range(20_000 + os.getpid() % 20_000, 60_000, 7):
        if all(_is_free(port + distance) for distance in range(4)):
            return port
    raise RuntimeError("there are no four free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _until_ready(product: Product) -> None:
    end = time.monotonic() + START_LIMIT
    while READY not in (text := product.log.read_text(errors="replace")):
        assert product.process.poll() is None, text
        assert time.monotonic() < end, text
        time.sleep(0.1)


def until(check: Any, seconds: float = 30.0) -> Any:
    """Wait until something is true, and give it."""
    end = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
    return found
