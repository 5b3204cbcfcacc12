"""The connections of one server together: clock, time limits, draining."""

import asyncio
import socket

from .connection import IDLE_LIMIT, Connection
from .messages import Application

MAX_CONNECTIONS = 4096
SWEEP = 0.25
BACKLOG = 2048


class Server:
    """Serves an application on listening sockets and loses nothing when it stops.

    An ordinary server shutdown closes idle keep-alive connections at once, under
    the next request of their clients. This one stops accepting, says
    `connection: close` in each next answer, and is empty when all have left.
    """

    def __init__(self, app: Application, idle_limit: float = IDLE_LIMIT) -> None:
        """Create; `listen` starts it."""
        self.app = app
        self.idle_limit = idle_limit
        self.draining = False
        self._loop = asyncio.get_running_loop()
        self.now = self._loop.time
        self._connections: set[Connection] = set()
        self._listeners: list[asyncio.Server] = []
        self._empty = asyncio.Event()
        self._sweeper = self._loop.call_later(SWEEP, self._sweep)

    async def listen(self, sock: socket.socket) -> None:
        """Accept on a socket that is already bound."""
        sock.settimeout(0)
        if sock.family == socket.AF_UNIX:
            listener = await self._loop.create_unix_server(
                self._accept, sock=sock, backlog=BACKLOG
            )
        else:
            listener = await self._loop.create_server(
                self._accept, sock=sock, backlog=BACKLOG
            )
        self._listeners.append(listener)

    def _accept(self) -> Connection:
        return Connection(self)

    async def adopt(self, sock: socket.socket) -> None:
        """Serve a connection that was accepted elsewhere."""
        await self._loop.connect_accepted_socket(self._accept, sock)

    def joined(self, connection: Connection) -> None:
        """Count a connection in; above the limit it is cut at once."""
        self._connections.add(connection)
        if len(self._connections) > MAX_CONNECTIONS:
            connection.abort()

    def left(self, connection: Connection) -> None:
        """Count a connection out."""
        self._connections.discard(connection)
        if self.draining and not self._connections:
            self._empty.set()

    def stop_accepting(self) -> None:
        """Close the listening sockets; connections in progress stay."""
        for listener in self._listeners:
            listener.close()
        self._listeners.clear()

    async def drain(self, idle: float, limit: float) -> None:
        """Answer what was accepted, let the clients leave, then cut the rest."""
        self.draining = True
        self.stop_accepting()
        self.hasten(idle)
        if self._connections:
            try:
                await asyncio.wait_for(self._empty.wait(), limit)
            except TimeoutError:
                for connection in list(self._connections):
                    connection.abort()
        self._sweeper.cancel()

    def hasten(self, idle: float) -> None:
        """Wait less for idle connections."""
        self.idle_limit = min(self.idle_limit, idle)
        for connection in self._connections:
            connection.hasten(idle)

    def _sweep(self) -> None:
        now = self.now()
        for connection in list(self._connections):
            connection.overdue(now)
        self._sweeper = self._loop.call_later(SWEEP, self._sweep)
