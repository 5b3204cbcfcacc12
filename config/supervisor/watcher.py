"""Ends the children when the parent was killed and could not do it itself.

One small process in a session of its own reads lines from a pipe whose other end only
the parent holds: `start PGID`, `end PGID`, `folder PATH`, `mark TEXT`. The pipe closes
when the parent is gone, however it went. Then every group that has not ended is asked
to stop, soon killed, and whatever carries the run's mark in its environment after it.
It also keeps the parent's lock, so that a new copy waits until the ports are free.
Standard library alone, started with `python -I -S`, so that it costs little.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PATIENCE = 2.0
MARK = "HALLMARK_RUN"


def main(pipe: int, lock: int) -> None:
    """Read until the parent is gone, then clean up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    folders: list[str] = []
    mark = ""
    with os.fdopen(pipe, encoding="utf-8") as lines:
        for line in lines:
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "start":
                groups.add(int(rest))
            elif word == "end":
                groups.discard(int(rest))
            elif word == "folder":
                folders.append(rest)
            elif word == "mark":
                mark = rest
    os.ftruncate(lock, 0)  # tells a new copy to wait instead of refusing
    end(groups, mark)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def end(groups: set[int], mark: str) -> None:
    """Ask the first of each group to stop, wait a little, kill what is left."""
    for leader in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(leader, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(map(exists, groups)):
        time.sleep(0.05)
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    for pid in marked(mark):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def exists(group: int) -> bool:
    """Tell whether the group has a process left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def marked(mark: str) -> list[int]:
    """Find processes that left their group but still carry the mark (Linux only)."""
    wanted = f"{MARK}={mark}\0".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ") if mark else ():
        with contextlib.suppress(OSError):
            if wanted in environ.read_bytes() + b"\0":
                found.append(int(environ.parent.name))
    return [pid for pid in found if pid != os.getpid()]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
