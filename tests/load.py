"""A naive load client: it never retries, and it remembers every answer it got.

Keep-alive clients reuse a connection until the server says `connection: close`; the
others open one for each request. Whatever is not a whole HTTP answer is an error.
"""

import asyncio
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Self, cast

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_RELEASE = re.compile(rb"\r\nx-hallmark-release: ([^\r]+)", re.IGNORECASE)
_PREDICTION = re.compile(rb"\r\nx-hallmark-prediction: ([^\r]+)", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: close\r\n", re.IGNORECASE)
CUT = "the connection ended before the answer"


@dataclass
class Tally:
    """What all clients together saw."""

    statuses: Counter[int] = field(default_factory=Counter)
    releases: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    answers: list[tuple[float, int, str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def failures(self) -> int:
        """Count everything that is not a 200."""
        return len(self.errors) + sum(self.statuses.values()) - self.statuses[200]

    def percentile(self, share: float) -> float:
        """Give a latency in milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def post(path: str, body: bytes, headers: Mapping[str, str] | None = None) -> bytes:
    """Render one request."""
    lines = {"Host": "x", "Content-Length": str(len(body)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


class _Client(asyncio.Protocol):
    """One caller: sends, waits for the answer, thinks, sends again."""

    def __init__(self, load: "Load", *, keep_alive: bool) -> None:
        self._load = load
        self._keep_alive = keep_alive
        self._transport: asyncio.Transport | None = None
        self._answer = b""
        self._sent: float | None = None

    def start(self) -> None:
        """Open a connection; it sends as soon as it stands."""
        if not self._load.stopping:
            self._load.spawn(self._open())

    async def _open(self) -> None:
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: self, *self._load.address
            )
        except OSError as error:
            self._load.failed(f"no connection: {error}")
            self._later()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request of this connection."""
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """An answer that was waited for is an error; else open the next one."""
        waited, self._transport = self._sent is not None, None
        if waited:
            self._sent = None
            self._load.failed(f"{CUT}: {exc}")
            self._later()
        self._load.gone(self)

    def _send(self) -> None:
        if self._load.stopping:
            self.leave()
        elif self._transport is None or self._transport.is_closing():
            self.start()
        else:
            self._answer, self._sent = b"", time.perf_counter()
            self._load.busy.add(self)
            self._transport.write(self._load.request)

    def data_received(self, data: bytes) -> None:
        """Collect one answer."""
        self._answer += data
        end = self._answer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._answer[: end + 2]
        length = _LENGTH.search(head)
        if length and len(self._answer) >= end + 4 + int(length[1]):
            self._complete(head)

    def _complete(self, head: bytes) -> None:
        if self._sent is None:
            self._load.failed("an answer that nobody asked for")
            return
        self._load.answered(head, self._sent)
        self._sent = None
        if (not self._keep_alive or _CLOSE.search(head)) and self._transport:
            self._transport.close()
        self._load.gone(self)
        self._later()

    def _later(self) -> None:
        if self._load.think:
            asyncio.get_running_loop().call_later(self._load.think, self._send)
        else:
            asyncio.get_running_loop().call_soon(self._send)

    def leave(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


class Load:
    """Clients in a thread of their own, from `with` to the end of its block."""

    def __init__(
        self,
        address: tuple[str, int],
        request: bytes,
        *,
        keep_alive: int,
        new: int = 0,
        think: float = 0.0,
    ) -> None:
        """Prepare; entering the context starts the clients."""
        self.address, self.request, self.think = address, request, think
        self.tally = Tally()
        self.stopping = False
        self.busy: set[_Client] = set()
        self._counts = keep_alive, new
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=lambda: uvloop.run(self._main()))

    def __enter__(self) -> Self:
        """Start."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let every client wait for the answer it asked for, then stop."""
        self.stopping = True
        self._thread.join()

    async def _main(self) -> None:
        started = time.perf_counter()
        keep_alive, new = self._counts
        clients = [_Client(self, keep_alive=True) for _ in range(keep_alive)]
        clients += [_Client(self, keep_alive=False) for _ in range(new)]
        for client in clients:
            client.start()
        await self._until(lambda: self.stopping, count())
        self.tally.seconds = time.perf_counter() - started
        await self._until(lambda: not self.busy, range(1000))
        for _ in self.busy:
            self.failed("no answer within 20 s")
        for client in clients:
            client.leave()
        await asyncio.sleep(0.05)

    async def _until(self, check: Callable[[], bool], looks: Iterable[int]) -> None:
        for _ in looks:
            if check():
                return
            await asyncio.sleep(0.02)

    def spawn(self, coroutine: Coroutine[None, None, None]) -> None:
        """Run a coroutine and hold it while it runs."""
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def gone(self, client: _Client) -> None:
        """Note that a client waits for nothing."""
        self.busy.discard(client)

    def failed(self, what: str) -> None:
        """Note an error."""
        self.tally.errors.append(what)

    def answered(self, head: bytes, sent: float) -> None:
        """Note an answer."""
        now = time.perf_counter()
        status = int(head[9:12])
        release, prediction = _RELEASE.search(head), _PREDICTION.search(head)
        named = release[1].decode() if release else ""
        number = prediction[1].decode() if prediction else ""
        self.tally.statuses[status] += 1
        self.tally.releases[named] += 1
        self.tally.latencies.append(now - sent)
        self.tally.answers.append((time.time(), status, named, number))
