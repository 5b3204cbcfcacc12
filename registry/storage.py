"""Content-addressed storage: bytes are found by their SHA-256 and by nothing else.

A blob is written once under its digest. No name from outside ever becomes a path.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings

from governance.exceptions import TooLarge

CHUNK_BYTES = 2**20
KEPT_VERDICTS = 4096
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class BlobInfo:
    """What was stored: the digest of the bytes and how many there are."""

    sha256: str
    size: int


class Intake(Protocol):
    """Blobs on their way in: all are kept, or none leaves a trace."""

    def take(self, chunks: Iterable[bytes], limit: int) -> BlobInfo:
        """Receive one; more than `limit` bytes is TooLarge and leaves nothing."""

    def path(self, sha256: str) -> Path:
        """The file of one that was taken, to be looked at before it is kept."""

    def keep(self) -> None:
        """Make them blobs. Undone when the block ends with an error after all."""


class BlobStore(Protocol):
    """Where blobs live. The local folder is one; an object store can follow."""

    def intake(self) -> AbstractContextManager[Intake]:
        """A block in which blobs come in."""

    def open(self, sha256: str) -> IO[bytes]:
        """The bytes of a blob; FileNotFoundError when it is not here."""

    def verify(self, sha256: str) -> bool:
        """Whether the blob is here and still has its digest, by reading all of it."""

    def holds(self, sha256: str) -> bool:
        """As `verify`, but a blob nobody has touched is read once by each process."""

    def remove(self, sha256: str) -> None:
        """Take the bytes away; nothing when they are not here."""

    def local_path(self, sha256: str) -> Path:
        """A file on this machine that holds the blob, for a process that needs one."""


def checked_digest(sha256: str) -> str:
    """The digest itself, if it is one: 64 lower-case hexadecimal digits."""
    if not _DIGEST.fullmatch(sha256):
        raise ValueError("a digest is 64 lower-case hexadecimal digits")
    return sha256


def digest_of(chunks: Iterable[bytes]) -> str:
    """The SHA-256 of a stream, held in memory one chunk at a time."""
    running = hashlib.sha256()
    for chunk in chunks:
        running.update(chunk)
    return running.hexdigest()


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of an open file, one mebibyte at a time."""
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def readable_size(count: int) -> str:
    """A byte count as people say it."""
    for unit, size in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} bytes"


class LocalBlobs:
    """Blobs in a folder: ab/cdef... under the root, written by rename."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextmanager
    def intake(self) -> Iterator["LocalIntake"]:
        coming = LocalIntake(self)
        try:
            yield coming
        except BaseException:
            coming.undo()
            raise
        finally:
            coming.clear()

    def open(self, sha256: str) -> IO[bytes]:
        return self.local_path(sha256).open("rb")

    def verify(self, sha256: str) -> bool:
        try:
            with self.open(sha256) as file:
                return digest_of(chunks_of(file)) == sha256
        except FileNotFoundError:
            return False

    def holds(self, sha256: str) -> bool:
        """Believe the verdict on a file until inode, size or a time of it changes.

        The limit: bytes that change below the file system, such as a bad sector or a
        disk written from outside, keep all of these. `verify` finds them.
        """
        try:
            seen = self.local_path(sha256).stat()
        except FileNotFoundError:
            return False
        times = (seen.st_mtime_ns, seen.st_ctime_ns)  # ctime cannot be set back
        return _verdict(self._root, sha256, (seen.st_ino, seen.st_size, *times))

    def remove(self, sha256: str) -> None:
        path = self.local_path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync_folder(path.parent)

    def local_path(self, sha256: str) -> Path:
        digest = checked_digest(sha256)
        return self._root / digest[:2] / digest[2:]

    def incoming(self) -> Path:
        """The folder of files that are no blobs yet, on the same disk."""
        folder = self._root / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


@lru_cache(maxsize=KEPT_VERDICTS)
def _verdict(root: Path, sha256: str, touched: tuple[int, ...]) -> bool:
    return LocalBlobs(root).verify(sha256)


class LocalIntake:
    """Files received in `incoming`, renamed into place by `keep`."""

    def __init__(self, blobs: LocalBlobs) -> None:
        self._blobs = blobs
        self._waiting: dict[str, Path] = {}
        self._kept: dict[Path, int] = {}

    def take(self, chunks: Iterable[bytes], limit: int) -> BlobInfo:
        with tempfile.NamedTemporaryFile(
            dir=self._blobs.incoming(), delete=False
        ) as file:
            temporary = Path(file.name)
            try:
                info = _copy(chunks, file, limit)
            except BaseException:
                temporary.unlink()
                raise
        self._waiting.setdefault(info.sha256, temporary)
        if self._waiting[info.sha256] != temporary:
            temporary.unlink()
        return info

    def path(self, sha256: str) -> Path:
        return self._waiting[sha256]

    def keep(self) -> None:
        """Rename. Bytes that are here already are replaced by the same, which heals."""
        for sha256, temporary in self._waiting.items():
            final = self._blobs.local_path(sha256)
            final.parent.mkdir(exist_ok=True)
            temporary.chmod(0o444)
            is_new = not final.exists()
            temporary.replace(final)
            if is_new:
                self._kept[final] = final.stat().st_ino
            _sync_folder(final.parent)

    def undo(self) -> None:
        """Remove what we added, unless somebody has put the same bytes there since."""
        for final, inode in self._kept.items():
            if final.exists() and final.stat().st_ino == inode:
                final.unlink()

    def clear(self) -> None:
        """Remove what was received and not kept."""
        for temporary in self._waiting.values():
            temporary.unlink(missing_ok=True)


def _copy(chunks: Iterable[bytes], file: IO[bytes], limit: int) -> BlobInfo:
    """Write and hash at once; stop at the first byte over the limit."""
    running, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(
                "file", f"The file is over its limit, {readable_size(limit)}."
            )
        running.update(chunk)
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return BlobInfo(running.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    """The rename itself must survive a power cut too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def blobs() -> BlobStore:
    """The store this installation uses."""
    return LocalBlobs(Path(settings.DATA_DIR) / "blobs")
