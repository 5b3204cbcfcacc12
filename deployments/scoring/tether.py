"""The line between a worker and the gateway that started it."""

import contextlib
import ctypes
import errno
import os
import signal
import sys
import threading

READY = "READY"
FAILED = "FAILED"
_PR_SET_PDEATHSIG = 1


class Tether:
    """Tells the gateway how the launch went; ends the worker when the gateway ends.

    The descriptor is one end of a socket pair. Whatever ends the gateway closes the
    other end, so that no worker outlives it, not even after `kill -9`.
    """

    def __init__(self, descriptor: int) -> None:
        """Watch from the first moment, during a long load too."""
        self._descriptor = descriptor
        _die_with_parent()
        threading.Thread(target=self._watch, daemon=True).start()

    def ready(self) -> None:
        """Say that requests may come."""
        self._say(READY)

    def failed(self, reason: str) -> None:
        """Say in one line why not."""
        self._say(f"{FAILED} {' '.join(reason.split())[:500]}")

    def _say(self, line: str) -> None:
        with contextlib.suppress(OSError):
            os.write(self._descriptor, line.encode() + b"\n")

    def _watch(self) -> None:
        try:
            os.read(self._descriptor, 1)
        except OSError as error:
            if error.errno in (errno.EBADF, errno.EINVAL):
                return  # a plain pipe cannot be watched from its writing end
        os._exit(3)


def _die_with_parent() -> None:
    """Ask Linux for the same; it holds even while a library blocks every thread."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            libc = ctypes.CDLL(None)
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
