"""One HTTP/1.1 connection: reads requests, answers them in order, one at a time."""

import asyncio
from collections import deque
from typing import TYPE_CHECKING, cast

import httptools

from .limits import MAX_BODY, MAX_HEAD
from .messages import Request, Response, refusal

if TYPE_CHECKING:
    from .server import Server

RECEIVE_LIMIT = 30.0  # seconds from the first byte of a request to its last
IDLE_LIMIT = 60.0  # seconds between two requests
LINGER = 3.0  # seconds in which a refused upload may still read its refusal
SMALL_BODY = 64 * 1024  # a refused body up to this size is read, to keep the connection


class Connection(asyncio.Protocol):
    """Parses with httptools; everything that is read ahead is bounded."""

    def __init__(self, server: "Server") -> None:
        """Wait for the transport."""
        self._server = server
        self._parser = httptools.HttpRequestParser(self)
        self._queue: deque[tuple[Request, Response | None]] = deque()
        self._url = b""
        self._headers: dict[bytes, bytes] = {}
        self._head_size = 0
        self._body = bytearray()
        self._body_size = 0
        self._request: Request | None = None
        self._refusal: Response | None = None
        self._answering: Request | None = None
        self._pumping = False
        self._out: list[bytes] = []
        self._paused = False
        self._held = False  # reading is paused while a request waits in the queue
        self._deaf = False  # what still comes in is dropped
        self._lingers = False  # the last answer is a refusal of an unread body
        self._receiving = False
        self.deadline = 0.0

    # The transport calls these.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the server's connections."""
        self._transport = cast("asyncio.Transport", transport)
        self.deadline = self._server.now() + self._server.idle_limit
        self._server.joined(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave; an answer that comes later has nowhere to go."""
        self._deaf = True
        self._queue.clear()
        self._server.left(self)

    def data_received(self, data: bytes) -> None:
        """Parse, then answer what is complete."""
        if self._deaf:
            return
        self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._deaf = True  # what follows would not be HTTP/1.1
        except httptools.HttpParserCallbackError:
            raise  # a fault of ours, not of the request
        except httptools.HttpParserError:
            self._last_word(refusal(400, "This is not an HTTP/1.1 request."))
        if self._request is None and self._receiving and self._head_size > MAX_HEAD:
            self._last_word(refusal(431, f"Headers may have {MAX_HEAD} bytes."))
        self._pump()
        if self._queue and not self._held:
            self._held = True
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """Let a half-closed client still read the answer it waits for."""
        if self._answering is None and not self._queue:
            return False
        self._deaf = True
        return True

    def pause_writing(self) -> None:
        """Start no further answer while the client does not read."""
        self._paused = True

    def resume_writing(self) -> None:
        """Go on."""
        self._paused = False
        self._pump()

    # The parser calls these.

    def on_message_begin(self) -> None:
        """Start the clock of this request."""
        self._url, self._headers, self._body = b"", {}, bytearray()
        self._head_size = self._body_size = 0
        self._request = self._refusal = None
        self._receiving = True
        self.deadline = self._server.now() + RECEIVE_LIMIT

    def on_url(self, url: bytes) -> None:
        """Collect; a path can come in pieces."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Collect."""
        self._headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        """Decide by the head alone whether the body is wanted."""
        path = self._url.partition(b"?")[0].decode("latin-1")
        method = self._parser.get_method().decode("latin-1")
        self._request = request = Request(method, path, self._headers)
        self._refusal = self._server.app.admit(request)
        size = int(self._headers.get(b"content-length", b"0"))
        expects = self._headers.get(b"expect", b"").lower() == b"100-continue"
        if size > self._limit() or (expects and self._refusal is not None):
            self._refuse_body()
        elif expects:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Keep up to the limit."""
        self._body_size += len(body)
        if self._deaf:
            return
        if self._refusal is None:
            self._body += body
        if self._body_size > self._limit():
            self._refuse_body()

    def on_message_complete(self) -> None:
        """Queue the request, or the refusal that its head earned."""
        request = self._request
        if request is None or self._deaf:
            return
        request.body = bytes(self._body)
        request.keep_alive = self._parser.should_keep_alive()
        self._receiving = False
        self._queue.append((request, self._refusal))

    # Answering.

    def _limit(self) -> int:
        return MAX_BODY if self._refusal is None else SMALL_BODY

    def _refuse_body(self) -> None:
        self._last_word(self._refusal or refusal(413, TOO_LARGE))

    def _last_word(self, response: Response) -> None:
        """Answer after what is queued, then close; what still comes in is dropped."""
        if self._deaf:
            return
        self._deaf, self._lingers, self._receiving = True, True, False
        method = self._request.method if self._request else "GET"
        self._queue.append((Request(method, "", keep_alive=False), response))

    def _pump(self) -> None:
        if self._pumping:
            return
        self._pumping = True
        try:
            while self._queue and not self._paused and self._answering is None:
                request, refused = self._queue.popleft()
                self._answering = request
                if refused is None:
                    self._server.app.handle(request, self.reply)
                else:
                    self.reply(refused)
        finally:
            self._pumping = False
            self._flush()

    def reply(self, response: Response) -> None:
        """Write the answer of the request in hand; close when it was the last one."""
        request = self._answering
        if request is None or self._transport.is_closing():
            return
        leaving = (self._deaf or self._server.draining) and not self._queue
        keep = request.keep_alive and not leaving
        head = response.head(b"" if keep else b"connection: close\r\n")
        body = b"" if request.method == "HEAD" else response.body
        self._out.append(head + body)
        if not self._pumping:
            self._flush()
        self._answering = None
        self.deadline = self._server.now() + self._server.idle_limit
        if keep:
            self._read_on()
            self._pump()
        else:
            self._close()

    def _flush(self) -> None:
        """Write the answers to all requests of one packet with one system call."""
        if self._out:
            out, self._out = self._out, []
            self._transport.write(b"".join(out))

    def _read_on(self) -> None:
        if self._held and not self._queue:
            self._held = False
            self._transport.resume_reading()

    def _close(self) -> None:
        """Close, but let a client in mid-upload read the refusal first."""
        self._queue.clear()
        self._flush()
        if self._lingers and self._transport.can_write_eof():
            self._transport.write_eof()
            self.deadline = self._server.now() + LINGER
        else:
            self._transport.close()

    def overdue(self, now: float) -> None:
        """End a connection that did not send or read in time."""
        if self._answering is not None or now < self.deadline:
            return
        if self._receiving and not self._deaf:
            self.deadline = now + LINGER
            self._last_word(refusal(408, "The request did not arrive in time."))
            self._pump()
        elif self._transport.get_write_buffer_size():
            self._transport.abort()
        else:
            self._transport.close()

    def hasten(self, idle: float) -> None:
        """Shorten the wait of an idle connection, because the server drains."""
        if not self._receiving:
            self.deadline = min(self.deadline, self._server.now() + idle)

    def abort(self) -> None:
        """Cut."""
        self._transport.abort()


TOO_LARGE = f"A request may have {MAX_BODY // (1024 * 1024)} MiB ({MAX_BODY} bytes)."
