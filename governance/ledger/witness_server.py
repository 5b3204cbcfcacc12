"""The HTTP side of a witness: two addresses, every limit a number.

One process, one thread: submissions are decided one after another, as they must be.
"""

import asyncio
import contextlib
import logging
import re
import signal
import socket
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus

from governance.ledger.submission import MAX_SUBMISSION_BYTES, PATH
from governance.ledger.witness import Answer, Witness

MAX_HEAD_BYTES = 8 * 1024
REQUEST_SECONDS = 10.0  # from the end of one answer to the end of the next request
MAX_CONNECTIONS = 64
_LENGTH = re.compile(r"[0-9]{1,9}", re.ASCII)
_REQUEST = re.compile(r"([A-Z]{1,16}) (/[!-~]{0,500}) HTTP/1\.([01])", re.ASCII)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """A method, a path, a body, and whether the connection goes on."""

    method: str
    path: str
    body: bytes
    stays: bool


class BadRequestError(Exception):
    """Not a request that is answered here; the connection ends."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body)
        self.answer = answer


class WitnessServer:
    """Reads requests, asks the witness, writes answers."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self._open: set[asyncio.Task[None] | None] = set()

    async def run(self, listener: socket.socket) -> None:
        """Serve until SIGTERM or SIGINT; kill -9 does no harm either."""
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        server = await asyncio.start_server(
            self._connected, sock=listener, limit=MAX_HEAD_BYTES
        )
        await stop.wait()
        server.close()  # open connections end with the process

    async def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        self._open.add(task)
        try:
            if len(self._open) > MAX_CONNECTIONS:
                await write(writer, Answer(503, "too many connections\n"), stays=False)
                return
            while await self._answered(reader, writer):
                pass
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            pass  # gone, or too slow
        finally:
            self._open.discard(task)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answered(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """One request and its answer; tells whether another may follow."""
        async with asyncio.timeout(REQUEST_SECONDS):
            try:
                request = await read(reader)
            except BadRequestError as refused:
                await write(writer, refused.answer, stays=False)
                return False
        answer = self._answer(request)
        stays = request.stays and answer.status != HTTPStatus.METHOD_NOT_ALLOWED
        async with asyncio.timeout(REQUEST_SECONDS):
            await write(writer, answer, stays=stays)
        return stays

    def _answer(self, request: Request) -> Answer:
        """What the witness says; the same for everybody, there is no login."""
        methods = {"/": "GET", PATH: "POST"}
        if request.path not in methods:
            return Answer(404, "there is / and there is /add-checkpoint\n")
        if request.method != methods[request.path]:
            return Answer(405, f"{request.path} takes {methods[request.path]}\n")
        try:
            if request.path == "/":
                return Answer(200, self._witness.status())
            return self._witness.add_checkpoint(request.body)
        except OSError:  # the disk; what was not written was not cosigned
            _log.exception("nothing was cosigned")
            return Answer(500, "this witness cannot write its state\n")


async def read(reader: asyncio.StreamReader) -> Request:
    """One HTTP/1.1 request (RFC 9112) with a Content-Length or no body."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
    except asyncio.LimitOverrunError as error:
        raise BadRequestError(Answer(431, "the head is too long\n")) from error
    except UnicodeDecodeError as error:
        raise BadRequestError(Answer(400, "the head is not ASCII\n")) from error
    first, *lines = head[:-4].split("\r\n")
    line = _REQUEST.fullmatch(first)
    if line is None:
        raise BadRequestError(Answer(400, "this is no HTTP/1.1 request\n"))
    fields = _fields(lines)
    length = _length(fields)
    if line[3] == "1" and "host" not in fields:
        raise BadRequestError(Answer(400, "HTTP/1.1 names a host\n"))
    if fields.get("expect", "").lower() == "100-continue":
        raise BadRequestError(Answer(417, "send the body at once\n"))
    stays = line[3] == "1" and fields.get("connection", "").lower() != "close"
    return Request(line[1], line[2], await reader.readexactly(length), stays)


def _fields(lines: list[str]) -> dict[str, str]:
    """The header fields; one that stands twice could be read in two ways."""
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        key = name.lower()
        if not colon or not name or name != name.strip() or key in fields:
            raise BadRequestError(Answer(400, "a header field is wrong\n"))
        fields[key] = value.strip()
    return fields


def _length(fields: dict[str, str]) -> int:
    if "transfer-encoding" in fields:
        raise BadRequestError(Answer(411, "tell the length of the body\n"))
    text = fields.get("content-length", "0")
    if not _LENGTH.fullmatch(text):
        raise BadRequestError(Answer(400, "Content-Length is no number\n"))
    if int(text) > MAX_SUBMISSION_BYTES:
        told = f"a request has at most {MAX_SUBMISSION_BYTES:,} bytes\n"
        raise BadRequestError(Answer(413, told))
    return int(text)


async def write(writer: asyncio.StreamWriter, answer: Answer, *, stays: bool) -> None:
    """One answer."""
    body = answer.body.encode()
    head = (
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n"
        f"Content-Type: {answer.kind}\r\nContent-Length: {len(body)}\r\n"
        f"Date: {formatdate(usegmt=True)}\r\n"
        f"Connection: {'keep-alive' if stays else 'close'}\r\n\r\n"
    )
    writer.write(head.encode("ascii") + body)
    await writer.drain()
