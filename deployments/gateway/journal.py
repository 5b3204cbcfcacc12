"""Writes the prediction log: one write per answer, before the answer."""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SYNC_INTERVAL = 0.05
_log = logging.getLogger(__name__)
_sync = getattr(os, "fdatasync", os.fsync)
Synced = Callable[[bool], None]


class LogUnwritableError(Exception):
    """A record could not be written, so its answer must not be given."""


class _Segment:
    """One open file; it holds whole records only."""

    def __init__(self, path: Path, deployment: str, day: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self.fd = os.open(path, flags, 0o600)
        self.deployment = deployment
        self.day = day
        self._size = os.fstat(self.fd).st_size
        self._sync_folder(path.parent)

    def append(self, record: bytes) -> None:
        """Write the whole record or nothing."""
        try:
            written = os.write(self.fd, record)
        except OSError as error:
            raise LogUnwritableError(error.strerror or str(error)) from error
        if written != len(record):
            os.ftruncate(self.fd, self._size)
            raise LogUnwritableError("The record was cut short.")
        self._size += written

    @staticmethod
    def _sync_folder(folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class Journal:
    """The log files of all deployments, and the thread that makes them durable.

    A record survives `kill -9` as soon as it is written. It survives a power cut after
    the next sync: within 50 ms, or before the answer where the route asks for that.
    While `error` is set every answer should wait for its sync.
    """

    def __init__(self, folder: Path, boot: str) -> None:
        """Start the thread; files are opened when a deployment first answers."""
        self._folder = folder
        self._boot = boot
        self._loop = asyncio.get_running_loop()
        self._segments: dict[str, _Segment] = {}
        self._parts = 0
        self._lock = threading.Lock()  # guards the three below
        self._dirty: set[_Segment] = set()
        self._retired: list[_Segment] = []
        self._waiting: list[Synced] = []
        self._wake = threading.Event()
        self._stopping = False
        self.error: str | None = None
        self._thread = threading.Thread(target=self._run, name="log-sync", daemon=True)
        self._thread.start()

    def append(
        self, deployment: str, day: str, record: bytes, done: Synced | None = None
    ) -> None:
        """Write one record, or raise `LogUnwritableError`.

        `done` is called in the event loop once the record is on the disk, or is not.
        """
        try:
            segment = self._segment(deployment, day)
            segment.append(record)
        except (OSError, LogUnwritableError) as error:
            self._damaged(deployment)
            self.error = f"The prediction log cannot be written: {error}"
            raise LogUnwritableError(self.error) from error
        if done is None and segment in self._dirty:
            return
        with self._lock:
            self._dirty.add(segment)
            if done is not None:
                self._waiting.append(done)
                self._wake.set()

    def close(self) -> None:
        """Sync and close everything."""
        self._stopping = True
        self._wake.set()
        self._thread.join(10)

    def _segment(self, deployment: str, day: str) -> _Segment:
        segment = self._segments.get(deployment)
        if segment is not None and segment.day == day:
            return segment
        if segment is not None:
            self._abandon(deployment)
        part = f".{self._parts}" if self._parts else ""
        name = f"{day}-{self._boot}{part}.wal"
        segment = _Segment(self._folder / deployment / name, deployment, day)
        self._segments[deployment] = segment
        return segment

    def _abandon(self, deployment: str) -> None:
        """Leave a file for good; what follows goes to a new one."""
        segment = self._segments.pop(deployment, None)
        if segment is not None:
            with self._lock:
                self._retired.append(segment)

    def _damaged(self, deployment: str) -> None:
        """Leave a file that may end in half a record, or was not synced."""
        self._parts += 1
        self._abandon(deployment)

    def _run(self) -> None:
        while not self._stopping:
            self._wake.wait(SYNC_INTERVAL)
            self._wake.clear()
            self._sync_all()
        self._sync_all()
        for segment in self._segments.values():
            os.close(segment.fd)

    def _sync_all(self) -> None:
        with self._lock:
            dirty, self._dirty = self._dirty, set()
            retired, self._retired = self._retired, []
            waiting, self._waiting = self._waiting, []
        failed = [segment for segment in dirty if not self._sync_one(segment)]
        for segment in retired:
            os.close(segment.fd)
        if dirty and not failed:
            self.error = None
        with suppress(RuntimeError):  # the loop may be closed already
            for done in waiting:
                self._loop.call_soon_threadsafe(done, not failed)

    def _sync_one(self, segment: _Segment) -> bool:
        try:
            _sync(segment.fd)
        except OSError as error:
            _log.exception("The prediction log could not be synced")
            self.error = f"The prediction log could not be synced: {error.strerror}"
            self._loop.call_soon_threadsafe(self._damaged, segment.deployment)
            return False
        return True


def new_boot() -> str:
    """Name this start of the gateway, sortable by time."""
    return f"{time.time_ns() // 1_000_000:011x}{os.urandom(2).hex()}"
