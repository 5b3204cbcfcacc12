"""Where the local runtime keeps its things, and how a folder appears at once."""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from deployments.runtimes.base import Tell
from governance.identifiers import uuid7

WAIT = 0.2


def data(*parts: str) -> Path:
    """A path below DATA_DIR; its parent is made when needed."""
    path = Path(settings.DATA_DIR).joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def alone(folder: Path, tell: Tell) -> Iterator[None]:
    """Hold the lock of a folder; whoever makes it already is waited for."""
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                tell("Another release makes the same")
                time.sleep(WAIT)
        yield


@contextmanager
def made_at_once(folder: Path) -> Iterator[Path]:
    """A folder to fill, renamed into place at the end; a crash leaves no half of one.

    Call it under `alone`: what an earlier crash left under this name is removed.
    """
    for left in folder.parent.glob(f".{folder.name}.*"):
        shutil.rmtree(left, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    fresh = folder.with_name(f".{folder.name}.{uuid7()}")
    fresh.mkdir()
    try:
        yield fresh
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_at_once(path: Path, content: bytes) -> None:
    """A file that is either the old or the new text."""
    fresh = path.with_name(f".{path.name}.{uuid7()}")
    fresh.write_bytes(content)
    fresh.replace(path)
