"""One running copy per data folder."""

import fcntl
import os
import time
from pathlib import Path
from typing import TextIO

from config.supervisor.errors import StartError

# After a kill -9 the watcher empties the file and keeps the lock until the last child
# is gone. It needs a moment to notice.
NOTICE = 0.5
ENDING_LIMIT = 8.0


def hold(path: Path, url: str) -> TextIO:
    """Take the lock and write into it who we are; refuse when a copy runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    began = time.monotonic()
    while not taken(file):
        waited = time.monotonic() - began
        about = holder(file)
        if (about and waited > NOTICE) or waited > ENDING_LIMIT:
            file.close()
            raise StartError(
                f"Hallmark already runs on this data: {about or 'it is ending'}. "
                "Stop it with Ctrl-C there, or start a second one: "
                "make run PORT=8100 DATA_DIR=var/second"
            )
        time.sleep(0.1)
    write(file, url)
    return file


def taken(file: TextIO) -> bool:
    """Try to take the lock; the system gives it back when we die."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write(file: TextIO, url: str) -> None:
    """Leave our pid and address for a second copy to name."""
    file.seek(0)
    file.truncate()
    file.write(f"process {os.getpid()}, {url}")
    file.flush()


def holder(file: TextIO) -> str:
    """Who holds the lock; nothing when it is ending."""
    file.seek(0)
    return file.read(200).strip()
