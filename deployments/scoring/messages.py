"""The requests and responses that the server and the applications exchange."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol

JSON = b"application/json"
TEXT = b"text/plain; charset=utf-8"

_STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode()
    for status in HTTPStatus
}


@dataclass(slots=True)
class Request:
    """One request; `context` carries what `admit` found to `handle`."""

    method: str
    path: str
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""
    keep_alive: bool = True
    context: Any = None


@dataclass(slots=True)
class Response:
    """One response; `headers` are finished header lines, each with its line end."""

    status: int
    body: bytes
    content_type: bytes = JSON
    headers: bytes = b""

    def head(self, more: bytes) -> bytes:
        """Render everything before the body."""
        return b"%bcontent-type: %b\r\ncontent-length: %d\r\n%b%b\r\n" % (
            _STATUS_LINES[self.status],
            self.content_type,
            len(self.body),
            self.headers,
            more,
        )


Reply = Callable[[Response], None]
_encode = json.JSONEncoder(allow_nan=False).encode


class Application(Protocol):
    """What a server serves."""

    def admit(self, request: Request) -> Response | None:
        """Refuse a request by its head alone, before its body is read."""

    def handle(self, request: Request, reply: Reply) -> None:
        """Answer a complete request by calling `reply` exactly once, now or later."""


def as_json(value: object, status: int = 200) -> Response:
    """Answer with a JSON document; NaN would not be JSON and is refused."""
    return Response(status, _encode(value).encode())


def refusal(status: int, detail: str, headers: bytes = b"") -> Response:
    """Answer with the error document of the scoring contract."""
    return Response(status, json.dumps({"detail": detail}).encode(), headers=headers)
