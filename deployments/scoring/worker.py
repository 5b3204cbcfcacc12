"""The life of a scoring worker: load, prove, serve, drain."""

import asyncio
import contextlib
import resource
import signal
import socket
from pathlib import Path

import uvloop

from .app import App
from .predictor import Predictor
from .server import Server
from .spec import read_spec
from .tether import Tether
from .warm_up import warm_up

MEMORY = 4 * 1024**3  # bytes of private memory beside the model's own size
DRAIN_IDLE = 5.0
DRAIN_LIMIT = 30.0


def run(spec_path: Path, listener: socket.socket, tether: Tether | None) -> None:
    """Load and warm the model, say READY, serve until SIGTERM has drained us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the gateway's to handle
    spec = read_spec(spec_path)
    _limit_resources(spec.path)
    predictor = Predictor(spec)
    warm_up(predictor)
    uvloop.run(_serve(App(predictor), listener, tether))


async def _serve(app: App, listener: socket.socket, tether: Tether | None) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = Server(app)
    await server.listen(listener)
    if tether is not None:
        tether.ready()
    await stop.wait()
    await server.drain(DRAIN_IDLE, DRAIN_LIMIT)


def _limit_resources(model: Path) -> None:
    """Write no core dumps (they hold personal data); stop a runaway allocation."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    size = model.stat().st_size if model.exists() else 0
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = MEMORY + 8 * size
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
