"""The lock that makes one sequencer of many: held as long as its process lives.

A second one waits and takes over when the first is gone. On PostgreSQL it
is held by the connection that numbers: whoever loses the one has lost the other, and
begins anew, with the key that is in force then.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

LOCK = 0x6861_6C6D  # beside the lock of one batch
PAUSE_SECONDS = 1.0


class TakenError(Exception):
    """Another sequencer runs."""


@contextmanager
def sequencer(*, waits: Callable[[], bool] | None = None) -> Iterator[None]:
    """Be the only sequencer until the block ends.

    waits is asked between two tries; without it TakenError is raised at once. When it
    says no, the block is not entered either: TakenError.
    """
    release = _try()
    while release is None:
        if waits is None or not waits():
            raise TakenError("Another sequencer runs on this database.")
        time.sleep(PAUSE_SECONDS)
        release = _try()
    try:
        yield
    finally:
        release()


def _try() -> Callable[[], None] | None:
    return _try_file() if connection.vendor == "sqlite" else _try_server()


def _try_file() -> Callable[[], None] | None:
    path = f"{connection.settings_dict['NAME']}.sequencer"
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    return lambda: os.close(file)


def _try_server() -> Callable[[], None] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return _unlock if cursor.fetchone()[0] else None


def _unlock() -> None:
    """Nothing to do when the connection is lost: the lock went with it."""
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
