"""Puts the parts together and keeps them running until SIGTERM."""

import asyncio
import contextlib
import logging
import os
import resource
import shutil
import signal
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deployments.scoring.server import BACKLOG, Server

from . import state
from .fleet import Fleet
from .journal import Journal, new_boot
from .proxy import Proxy
from .status import Counts, Status
from .watch import RoutesFile

POLL = 0.02  # seconds between two looks at the routes file
SAVE = 2.0
DRAIN_LIMIT = 30.0
PREFIX = "hm-"  # unix socket paths may have about a hundred bytes
FOLDER = "sockets.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    routes: Path
    state: Path
    predictions: Path
    control: Path
    fd: int | None
    host: str
    port: int
    launch_limit: float
    drain_idle: float


class Gateway:
    """The supervisor of all workers and the owner of the public socket."""

    def __init__(self, options: Options, sockets: Path) -> None:
        """Build the parts; nothing is started yet."""
        self._options = options
        boot = new_boot()
        self._file = RoutesFile(options.routes, options.state)
        self._fleet = Fleet(sockets, options.state, options.launch_limit)
        self._journal = Journal(options.predictions, boot)
        proxy = Proxy(self._fleet, self._journal, boot)
        self._counts = Counts(options.state, proxy.meters)
        self._public = Server(proxy)
        status = Status(self._fleet, proxy, self._journal, self._file, boot)
        self._control = Server(status)
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Serve until asked to stop; then lose nothing."""
        listener = _public_socket(self._options)
        queue = listener.dup() if self._options.fd is None else None
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._asked_to_stop)
        routes = self._file.first()
        if routes is not None:
            self._fleet.apply(routes)
        await self._control.listen(_control_socket(self._options.control))
        await self._public.listen(listener)
        await self._follow()
        await self._end(queue)

    def _asked_to_stop(self) -> None:
        """Drain at the first signal; at the second, wait for no idle client."""
        if self._stop.is_set():
            self._public.hasten(0)
        self._stop.set()

    async def _follow(self) -> None:
        """Follow the routes file, and save the counts now and then."""
        looks = 0
        while not self._stop.is_set():
            routes = self._file.changed()
            if routes is not None:
                self._fleet.apply(routes)
            looks += 1
            if looks * POLL >= SAVE:
                looks = 0
                self._save_counts()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), POLL)

    async def _end(self, queue: socket.socket | None) -> None:
        """Answer what was accepted; a socket of our own is emptied before it closes."""
        self._public.stop_accepting()
        if queue is not None:
            await _accept_rest(queue, self._public)
        await self._public.drain(self._options.drain_idle, DRAIN_LIMIT)
        await self._fleet.close()
        await self._control.drain(0, 1)
        self._journal.close()
        self._save_counts()

    def _save_counts(self) -> None:
        try:
            self._counts.save()
        except OSError:
            _log.exception("The counts could not be saved")


async def _accept_rest(queue: socket.socket, server: Server) -> None:
    """Take the connections that the system accepted for us already."""
    queue.settimeout(0)
    with queue, contextlib.suppress(BlockingIOError):
        while True:
            connection, _ = queue.accept()
            await server.adopt(connection)


def _public_socket(options: Options) -> socket.socket:
    """Take the parent's socket, which outlives us, or bind one."""
    if options.fd is not None:
        return socket.socket(fileno=options.fd)
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    address = (options.host, options.port)
    return socket.create_server(address, family=family, backlog=BACKLOG)


def _control_socket(path: Path) -> socket.socket:
    """Bind the control socket for this user alone, in place of an old one."""
    listener = socket.socket(socket.AF_UNIX)
    path.unlink(missing_ok=True)
    mask = os.umask(0o077)
    try:
        listener.bind(str(path))
    except OSError as error:
        raise SystemExit(f"The control socket {path} cannot be made: {error}") from None
    finally:
        os.umask(mask)
    return listener


async def serve(options: Options) -> None:
    """Run one gateway with its folders."""
    _allow_many_connections()
    for folder in (options.state, options.predictions):
        folder.mkdir(parents=True, exist_ok=True)
    sockets = _socket_folder(options.state)
    try:
        await Gateway(options, sockets).run()
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


def _socket_folder(memory: Path) -> Path:
    """Make a folder with a short path; remove the one a killed gateway left."""
    before = state.load(memory / FOLDER) or {}
    left = Path(tempfile.gettempdir(), str(before.get("folder")))
    if left.name.startswith(PREFIX) and not _runs(before.get("pid")):
        shutil.rmtree(left, ignore_errors=True)
    made = Path(tempfile.mkdtemp(prefix=PREFIX))
    state.save(memory / FOLDER, {"pid": os.getpid(), "folder": made.name})
    return made


def _runs(pid: object) -> bool:
    try:
        os.kill(int(str(pid)), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass  # it runs, but belongs to somebody else
    return True


def _allow_many_connections() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
