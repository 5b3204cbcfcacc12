"""Wakes the sequencer after a commit: one datagram on a socket in a folder of ours.

Nothing depends on it. A lost datagram costs the time until the sequencer looks again.
"""

import contextlib
import socket
from pathlib import Path

from django.conf import settings


def wake() -> None:
    """Tell the sequencer that an entry waits; never fails and never blocks."""
    address = settings.LEDGER_WAKE_SOCKET
    if not address:
        return
    with (
        contextlib.suppress(OSError),
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender,
    ):
        sender.settimeout(0)
        sender.sendto(b".", address)


class BellError(Exception):
    """The socket cannot be made; the message says which setting names it."""


class Bell:
    """The sequencer's end: waits until it is woken or the time is over."""

    def __init__(self, address: str) -> None:
        """Takes the place of a socket that a killed sequencer left; of nothing else."""
        self._path = Path(address)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            if self._path.is_socket():
                self._path.unlink()
            self._socket.bind(address)
            self._ours = self._path.lstat().st_ino
        except OSError as error:
            self._socket.close()
            raise BellError(f"LEDGER_WAKE_SOCKET {address}: {error}") from error

    def close(self) -> None:
        """Take the socket away, unless another sequencer has put its own there."""
        self._socket.close()
        with contextlib.suppress(OSError):
            if self._path.lstat().st_ino == self._ours:
                self._path.unlink()

    def fileno(self) -> int:
        """For `select`: readable when somebody has rung."""
        return self._socket.fileno()

    def wait(self, seconds: float) -> None:
        """Return when an entry was committed, at the latest after `seconds`."""
        self._socket.settimeout(seconds)
        with contextlib.suppress(TimeoutError, InterruptedError):
            self._socket.recv(64)
            self._socket.settimeout(0)
            with contextlib.suppress(BlockingIOError):
                while self._socket.recv(64):
                    pass  # many commits are one reason to look
