"""The gateway's connection to one worker: requests in, answers out, in order."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast

import httptools

from deployments.scoring.messages import Request

Answered = Callable[["Exchange", int, bytes, bytes], None]
Failed = Callable[["Exchange", int, str], None]


class Exchange:
    """One request on its way through a worker, and whom to tell."""

    __slots__ = ("answered", "context", "deadline", "failed", "sent", "size", "wire")

    def __init__(
        self, request: Request, path: str, answered: Answered, failed: Failed
    ) -> None:
        """Render the request for the worker; the caller's headers stay here."""
        method = "GET" if request.method == "HEAD" else request.method
        head = f"{method} {path} HTTP/1.1\r\ncontent-length: "
        length = b"%d\r\n\r\n" % len(request.body)
        self.wire = head.encode("latin-1") + length + request.body
        self.size = len(self.wire)
        self.answered = answered
        self.failed = failed
        self.deadline = 0.0
        self.sent = 0
        self.context: object = None


class Link(asyncio.Protocol):
    """A pipelined connection.

    The worker scores one request after the other whatever we do, so one ordered
    connection costs nothing, and under load many requests share one system call.
    """

    def __init__(self, lost: Callable[[list[Exchange]], None]) -> None:
        """Remember whom to give back what was not answered."""
        self._lost = lost
        self._parser = httptools.HttpResponseParser(self)
        self._waiting: deque[Exchange] = deque()
        self._content_type = b""
        self._body: list[bytes] = []
        self._out: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give back every request that has no answer."""
        waiting, self._waiting = list(self._waiting), deque()
        self._lost(waiting)

    def data_received(self, data: bytes) -> None:
        """Parse; a worker that talks nonsense is cut off."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserCallbackError:
            raise  # a fault of ours
        except httptools.HttpParserError:
            self._transport.abort()

    def send(self, exchange: Exchange) -> None:
        """Put one more request on the line."""
        exchange.sent += 1
        if not self._waiting:
            self._transport.write(exchange.wire)
        else:  # the worker is busy: what comes in this turn of the loop goes together
            if not self._out:
                asyncio.get_running_loop().call_soon(self._flush)
            self._out.append(exchange.wire)
        self._waiting.append(exchange)

    def _flush(self) -> None:
        out, self._out = self._out, []
        if not self._transport.is_closing():
            self._transport.write(b"".join(out))

    @property
    def oldest(self) -> Exchange | None:
        """The request that is answered next."""
        return self._waiting[0] if self._waiting else None

    def drop_oldest(self) -> Exchange:
        """Take the next request off the line; only good before `abort`."""
        return self._waiting.popleft()

    def close(self) -> None:
        """Hang up after what is written."""
        self._transport.close()

    def abort(self) -> None:
        """Hang up now."""
        self._transport.abort()

    def on_message_begin(self) -> None:
        """Begin an answer."""
        self._content_type, self._body = b"", []

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep the one header that is passed on."""
        if name == b"content-type":
            self._content_type = value

    def on_body(self, body: bytes) -> None:
        """Collect; the answer goes on only when it is whole."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Hand the answer to the oldest request."""
        if not self._waiting:
            self._transport.abort()
            return
        exchange = self._waiting.popleft()
        status = self._parser.get_status_code()
        exchange.answered(exchange, status, self._content_type, b"".join(self._body))
