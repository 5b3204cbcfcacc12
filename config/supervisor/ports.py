"""The listening sockets, and whether something answers behind them.

The parent opens the sockets and keeps them open. A child that dies takes no
connection with it: new ones wait in the queue until its successor accepts them.
"""

import asyncio
import contextlib
import errno
import socket

from config.supervisor.errors import StartError

# Position in the list = distance from PORT.
PURPOSES = ("pages", "sign-in provider", "scoring gateway", "witness")
LOOPBACK_ONLY = {"witness"}  # only the sequencer on this machine talks to it
LOOPBACK = "127.0.0.1"
QUEUE = 2048
PROBE_LIMIT = 5.0


def open_all(host: str, port: int) -> list[socket.socket]:
    """Open PORT and the three above it, or none of them."""
    with contextlib.ExitStack() as opened:
        sockets = [
            opened.enter_context(
                listen(host_of(purpose, host), port + distance, purpose)
            )
            for distance, purpose in enumerate(PURPOSES)
        ]
        opened.pop_all()
    return sockets


def host_of(purpose: str, host: str) -> str:
    """Where one of the processes listens."""
    return LOOPBACK if purpose in LOOPBACK_ONLY else host


def listen(host: str, port: int, purpose: str) -> socket.socket:
    """Open one listening socket; name the port and the way out when it fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=QUEUE)
    except OSError as error:
        raise StartError(explain(error, host, port, purpose)) from error


def explain(error: OSError, host: str, port: int, purpose: str) -> str:
    """Put the reason why a socket cannot be opened into a sentence."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} ({purpose}) is taken by another program. Choose another "
            f"PORT; it and the three above it must be free: make run PORT={port + 100}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} ({purpose}) needs rights you do not have: PORT=8000 works."
    return f"HOST={host} cannot be listened on ({error}). HOST=127.0.0.1 works."


async def answers(host: str, port: int, path: str) -> bool:
    """Tell whether an HTTP server answers here without an error of its own."""
    with contextlib.suppress(OSError, TimeoutError, ValueError, IndexError):
        async with asyncio.timeout(PROBE_LIMIT):
            status = await status_of(reachable(host), port, path)
            return status < 500
    return False


async def status_of(host: str, port: int, path: str) -> int:
    """Make one GET request and return its status."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        name = f"[{host}]" if ":" in host else host
        head = (
            f"GET {path} HTTP/1.1\r\nHost: {name}:{port}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode())
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()


def reachable(host: str) -> str:
    """The address to call for a server that listens on this one."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - a key
