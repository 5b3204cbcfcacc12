"""What the witness refuses to read, and how it speaks HTTP."""

import http.client
import socket

import pytest

from governance.ledger.keys import Signer, generate_key
from governance.ledger.notes import (
    parse_note,
)
from governance.ledger.witness_server import MAX_CONNECTIONS
from tests.witnesses import (
    Log,
    Started,
)


def malformed(key: Signer) -> dict[str, bytes]:
    """One of each kind, made of a request that would be cosigned."""
    log = Log.of(key, 9)
    right, note = log.submission(0, 5).body, log.note(5)
    hash_line = "A" * 43 + "=\n"
    return {
        "nothing": b"",
        "no old line": right.removeprefix(b"old 0\n"),
        "leading zero": right.replace(b"old 0", b"old 00", 1),
        "sign": right.replace(b"old 0", b"old +0", 1),
        "negative": right.replace(b"old 0", b"old -1", 1),
        "two spaces": right.replace(b"old 0", b"old  0", 1),
        "space after": right.replace(b"old 0", b"old 0 ", 1),
        "other digits": right.replace(b"old 0", "old \u0661".encode(), 1),
        "too large": right.replace(b"old 0", b"old 9223372036854775808", 1),
        "larger than the checkpoint": right.replace(b"old 0", b"old 6", 1),
        "CRLF": right.replace(b"\n", b"\r\n"),
        "no empty line": right.replace(b"\n\n", b"\n", 1),
        "64 hashes": f"old 0\n{hash_line * 64}\n{note}".encode(),
        "short hash": f"old 0\nAAAA\n\n{note}".encode(),
        "no base64": f"old 0\n{'!' * 44}\n\n{note}".encode(),
        "other base64": f"old 0\n{'A' * 42}B=\n\n{note}".encode(),
        "no note": b"old 0\n\n",
        "unsigned": f"old 0\n\n{parse_note(note)[0]}".encode(),
        "no last newline": right[:-1],
        "root of 31 bytes": right.replace(note.split("\n")[2].encode(), b"A" * 40, 1),
        "size with zero": right.replace(b"\n5\n", b"\n05\n", 1),
        "not UTF-8": right + b"\xff",
        "101 signatures": right + note.split("\n\n")[1].encode() * 100,
    }


@pytest.mark.parametrize("name", malformed(generate_key("any.test/ledger")))
def test_a_malformed_request_is_refused(
    witness: Started, key: Signer, name: str
) -> None:
    answer = witness.ask("POST", "/add-checkpoint", malformed(key)[name])
    assert answer.status == 400, answer
    assert witness.add(Log.of(key, 5).submission(0, 5)).status == 200


def raw(witness: Started, request: bytes) -> bytes:
    """The first line of the answer to whatever was sent."""
    with socket.create_connection(("127.0.0.1", witness.port), timeout=10) as wire:
        wire.sendall(request)
        return wire.makefile("rb").readline().strip()


HOST = b"Host: w\r\n"
POST = b"POST /add-checkpoint HTTP/1.1\r\n" + HOST


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\n" + HOST + b"\r\n", b"200 OK"),
        (b"GET / HTTP/1.0\r\n\r\n", b"200 OK"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400 Bad Request"),
        (b"GET /x HTTP/1.1\r\n" + HOST + b"\r\n", b"404 Not Found"),
        (b"GET /add-checkpoint HTTP/1.1\r\n" + HOST + b"\r\n", b"405 Method"),
        (b"PUT / HTTP/1.1\r\n" + HOST + b"\r\n", b"405 Method"),
        (b"GET / HTTP/2\r\n" + HOST + b"\r\n", b"400 Bad Request"),
        (b"\x16\x03\x01\r\n\r\n", b"400 Bad Request"),
        (b"\xff\xfe\r\n\r\n", b"400 Bad Request"),
        (b"GET / HTTP/1.1\r\n" + HOST * 2 + b"\r\n", b"400 Bad Request"),
        (b"GET / HTTP/1.1\r\n" + HOST + b" folded\r\n\r\n", b"400 Bad Request"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"x" * 9000 + b"\r\n\r\n", b"431 "),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"411 "),
        (POST + b"Content-Length: 65537\r\n\r\n", b"413 "),
        (POST + b"Content-Length: -1\r\n\r\n", b"400 "),
        (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400 "),
    ],
)
def test_bad_http_is_refused(witness: Started, request_: bytes, status: bytes) -> None:
    assert raw(witness, request_).startswith(b"HTTP/1.1 " + status)


def test_one_connection_serves_many_requests(witness: Started, key: Signer) -> None:
    log = Log.of(key, 9)
    connection = http.client.HTTPConnection("127.0.0.1", witness.port, timeout=10)
    for old, size in [(0, 3), (3, 7), (7, 9)]:
        connection.request("POST", "/add-checkpoint", log.submission(old, size).body)
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()
    connection.close()


def test_connections_are_counted(witness: Started) -> None:
    idle = [
        socket.create_connection(("127.0.0.1", witness.port))
        for _ in range(MAX_CONNECTIONS)
    ]
    assert raw(witness, b"") == b"HTTP/1.1 503 Service Unavailable"
    for wire in idle:
        wire.close()


def test_the_front_page_tells_the_key_and_the_sizes(
    witness: Started, key: Signer
) -> None:
    witness.add(Log.of(key, 5).submission(0, 5))
    page = witness.ask("GET", "/")
    assert witness.signer.verifier.vkey in page.body
    assert f"{key.name} 5\n" in page.body
    assert witness.signer.skey not in page.body
