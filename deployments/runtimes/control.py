"""The gateway's control socket: HTTP over a unix socket, one question."""

import http.client
import json
import socket
from typing import Any

TIMEOUT = 2.0


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("gateway", timeout=TIMEOUT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(TIMEOUT)
        self.sock.connect(self._path)


def status(path: str) -> dict[str, Any] | None:
    """What the gateway says about itself; None when it does not answer."""
    connection = _Connection(path)
    try:
        connection.request("GET", "/status")
        answer = connection.getresponse()
        told = json.loads(answer.read())
        return told if answer.status == 200 and isinstance(told, dict) else None
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()
