"""The HTTP server, byte by byte: order, limits, time, draining."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable

import pytest
import uvloop

from deployments.scoring import connection, server
from deployments.scoring.limits import MAX_BODY
from deployments.scoring.messages import TEXT, Reply, Request, Response, refusal
from deployments.scoring.server import Server

pytestmark = pytest.mark.enable_socket
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Echo:
    """Answers with the body; holds back `/later` until it is let go."""

    def __init__(self) -> None:
        self.held: asyncio.Queue[Callable[[], None]] = asyncio.Queue()

    def admit(self, request: Request) -> Response | None:
        return refusal(403, "no") if request.path == "/no" else None

    def handle(self, request: Request, reply: Reply) -> None:
        answer = Response(200, request.path.encode() + b" " + request.body, TEXT)
        if request.path == "/later":
            self.held.put_nowait(lambda: reply(answer))
        else:
            reply(answer)


class Place:
    """A running server and ways to reach it."""

    def __init__(self) -> None:
        self.app = Echo()
        self.server = Server(self.app)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = self.socket.getsockname()

    async def connect(self) -> Streams:
        return await asyncio.open_connection(*self.address)

    async def send(self, data: bytes) -> bytes:
        """Send on a connection of its own and read until the server closes it."""
        reader, writer = await self.connect()
        writer.write(data)
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        return answer


def running(scenario: Callable[[Place], Awaitable[None]]) -> None:
    async def run() -> None:
        place = Place()
        await place.server.listen(place.socket)
        await asyncio.wait_for(scenario(place), 20)
        await place.server.drain(0, 1)

    uvloop.run(run())


def post(path: str, body: bytes, more: str = "") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n{more}"
    return head.encode() + b"\r\n" + body


LAST = b"GET /last HTTP/1.1\r\nConnection: close\r\n\r\n"


def test_requests_in_one_packet_are_answered_in_order() -> None:
    async def scenario(place: Place) -> None:
        answer = await place.send(post("/a", b"1") + post("/b", b"2") + LAST)
        assert [answer.find(x) > 0 for x in (b"/a 1", b"/b 2", b"/last ")] == [True] * 3
        assert answer.find(b"/a 1") < answer.find(b"/b 2") < answer.find(b"/last")
        assert answer.count(b"HTTP/1.1 200 OK") == 3

    running(scenario)


def test_a_request_may_come_byte_by_byte() -> None:
    async def scenario(place: Place) -> None:
        reader, writer = await place.connect()
        for byte in post("/path", b"body", "Connection: close\r\n"):
            writer.write(bytes([byte]))
            await asyncio.sleep(0)
        assert b"/path body" in await reader.read()
        writer.close()

    running(scenario)


def test_a_later_answer_keeps_its_place() -> None:
    async def scenario(place: Place) -> None:
        reader, writer = await place.connect()
        writer.write(post("/later", b"1") + LAST)
        (await place.app.held.get())()
        answer = await reader.read()
        assert 0 < answer.find(b"/later 1") < answer.find(b"/last")
        writer.close()

    running(scenario)


def test_a_chunked_body_is_read() -> None:
    async def scenario(place: Place) -> None:
        head = b"POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        answer = await place.send(head + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" + LAST)
        assert b"/c abcde" in answer

    running(scenario)


def test_the_client_is_told_to_continue() -> None:
    async def scenario(place: Place) -> None:
        reader, writer = await place.connect()
        writer.write(post("/e", b"x", "Expect: 100-continue\r\n")[:-1])
        assert await reader.readline() == b"HTTP/1.1 100 Continue\r\n"
        writer.write(b"x" + LAST)
        assert b"/e x" in await reader.read()
        writer.close()

    running(scenario)


def test_a_head_request_gets_no_body() -> None:
    async def scenario(place: Place) -> None:
        answer = await place.send(b"HEAD /h HTTP/1.1\r\nConnection: close\r\n\r\n")
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"content-length: 3" in head
        assert body == b""

    running(scenario)


def test_http_1_0_is_answered_and_closed() -> None:
    async def scenario(place: Place) -> None:
        assert b"200 OK" in await place.send(b"GET / HTTP/1.0\r\n\r\n")

    running(scenario)


def test_an_upgrade_is_answered_as_plain_http() -> None:
    async def scenario(place: Place) -> None:
        lines = b"GET /u HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
        assert b"/u" in await place.send(lines)

    running(scenario)


@pytest.mark.parametrize("expect", [b"", b"Expect: 100-continue\r\n"])
def test_a_body_that_is_announced_too_large_is_refused_unread(expect: bytes) -> None:
    async def scenario(place: Place) -> None:
        head = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n%b\r\n"
        answer = await place.send(head % (MAX_BODY + 1, expect) + b"x" * 100_000)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"16 MiB" in answer
        assert b"Continue" not in answer

    running(scenario)


def test_a_body_that_grows_too_large_is_refused() -> None:
    async def scenario(place: Place) -> None:
        reader, writer = await place.connect()
        writer.write(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        for _ in range(17):
            writer.write(chunk)
            await writer.drain()
        assert b"413" in await reader.readline()
        writer.close()

    running(scenario)


def test_a_refused_client_is_not_told_to_continue() -> None:
    async def scenario(place: Place) -> None:
        head = b"POST /no HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
        assert (await place.send(head)).startswith(b"HTTP/1.1 403 ")

    running(scenario)


def test_many_requests_at_once_are_all_answered() -> None:
    async def scenario(place: Place) -> None:
        many = b"".join(post(f"/{number}", b"x" * 5000) for number in range(500))
        answer = await place.send(many + LAST)
        assert answer.count(b"HTTP/1.1 200 OK") == 501
        later = post("/later", b"") + many + LAST
        sending = asyncio.create_task(place.send(later))
        (await place.app.held.get())()
        assert (await sending).count(b"HTTP/1.1 200 OK") == 502

    running(scenario)


def test_a_refusal_comes_before_the_body_and_keeps_a_small_connection() -> None:
    async def scenario(place: Place) -> None:
        small = await place.send(post("/no", b"12") + LAST)
        assert small.startswith(b"HTTP/1.1 403 ")
        assert b"/last" in small
        large = b"POST /no HTTP/1.1\r\nContent-Length: 5000000\r\n\r\n"
        refused = await place.send(large)
        assert refused.startswith(b"HTTP/1.1 403 ")
        assert b"connection: close" in refused

    running(scenario)


BAD = {
    "no HTTP": b"hello\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nContent-Length: 1\r\n"
    b"Content-Length: 2\r\n\r\nx",
    "length and chunks": b"POST / HTTP/1.1\r\nContent-Length: 1\r\n"
    b"Transfer-Encoding: chunked\r\n\r\nx",
    "negative length": b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_what_is_no_http_is_refused(data: bytes) -> None:
    async def scenario(place: Place) -> None:
        assert (await place.send(data)).startswith(b"HTTP/1.1 400 ")

    running(scenario)


def test_endless_headers_are_refused() -> None:
    async def scenario(place: Place) -> None:
        reader, writer = await place.connect()
        writer.write(b"GET / HTTP/1.1\r\n")
        for _ in range(20):
            writer.write(b"X: " + b"y" * 8000 + b"\r\n")
            await asyncio.sleep(0.001)
        assert b"431" in await reader.readline()
        writer.close()

    running(scenario)


def test_a_slow_request_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "RECEIVE_LIMIT", 0.1)

    async def scenario(place: Place) -> None:
        answer = await place.send(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab")
        assert answer.startswith(b"HTTP/1.1 408 ")

    running(scenario)


def test_an_idle_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(place: Place) -> None:
        place.server.idle_limit = 0.1
        assert await place.send(b"") == b""

    running(scenario)


def test_too_many_connections_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 1)

    async def scenario(place: Place) -> None:
        first = await place.connect()
        reader, writer = await place.connect()
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
        first[1].close()

    running(scenario)


def test_a_drained_server_answers_first_and_closes_no_idle_client() -> None:
    async def scenario(place: Place) -> None:
        waiting, idle = await place.connect(), await place.connect()
        waiting[1].write(post("/later", b"1"))
        release = await place.app.held.get()
        draining = asyncio.create_task(place.server.drain(5, 10))
        await asyncio.sleep(0.05)
        release()
        assert b"connection: close" in await waiting[0].read()
        idle[1].write(post("/idle", b"2"))
        answer = await idle[0].read()
        assert b"/idle 2" in answer
        assert b"connection: close" in answer
        await asyncio.wait_for(draining, 1)
        for _, writer in (waiting, idle):
            writer.close()

    running(scenario)


def test_an_application_fault_closes_only_its_connection(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario(place: Place) -> None:
        place.app.held = None  # type: ignore[assignment] # the planted fault
        assert await place.send(post("/later", b"")) == b""
        assert b"/last" in await place.send(LAST)

    running(scenario)
