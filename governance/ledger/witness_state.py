"""What a witness remembers: the newest checkpoint it cosigned of each log, in a folder.

Each is a file of its own, replaced as a whole: written beside, flushed to the disk,
renamed, and the folder flushed. A power cut leaves the old one or the new one. It ends
with the witness's own cosignature, so that damage shows when it is read again.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from governance.ledger.checkpoints import Checkpoint, parse_checkpoint
from governance.ledger.errors import LedgerError, UnsignedError
from governance.ledger.keys import Verifier
from governance.ledger.notes import open_note

SUFFIX = ".checkpoint"
MAX_FORKS = 1000  # files of each kind; the log's operator could write without end


class StateError(LedgerError):
    """The folder cannot be trusted or is another's; the message says what to do."""


class WitnessState:
    """The folder of one witness. Nobody else may have it open."""

    def __init__(
        self, folder: Path, own: Verifier, logs: Iterable[Verifier] = ()
    ) -> None:
        """Reads all of it; raises StateError rather than forget what was cosigned.

        `own` is the witness's key. A log's signature alone vouches for nothing: its
        operator could put a checkpoint that was never cosigned in the place of one.
        """
        self._folder, self._forks = folder, folder / "forks"
        self._forks.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(folder / "lock")
        try:
            self._notes = dict(_read_all(folder, own, list(logs)))
        except BaseException:
            self._lock.close()
            raise

    def close(self) -> None:
        """Let another process have the folder."""
        self._lock.close()

    @property
    def checkpoints(self) -> list[Checkpoint]:
        """The newest of each log."""
        found = (parse_checkpoint(note.text) for note in self._notes.values())
        return sorted(found, key=lambda checkpoint: checkpoint.origin)

    def latest(self, origin: str) -> "Remembered | None":
        """The newest one that was cosigned, None when there was none."""
        return self._notes.get(origin)

    def remember(self, origin: str, text: str, note: str) -> None:
        """Have this cosigned checkpoint on the disk before anybody is told.

        When it fails nothing was told, and what was known before still counts.
        """
        write_durably(self._folder / f"{_name_of(origin)}{SUFFIX}", note)
        self._notes[origin] = Remembered(text, note)

    def keep_fork(self, kind: str, texts: str, words: str) -> Path | None:
        """Keep evidence, once for the same two texts. None when the folder is full."""
        file = self._forks / f"{kind}-{_name_of(texts)}.txt"
        if not file.exists():
            if len(list(self._forks.glob(f"{kind}-*.txt"))) >= MAX_FORKS:
                return None
            write_durably(file, words)
        return file


class Remembered:
    """A checkpoint's text, and the note with the signatures that were checked."""

    def __init__(self, text: str, note: str) -> None:
        self.text, self.note = text, note
        self.checkpoint = parse_checkpoint(text)


def write_durably(file: Path, words: str) -> None:
    """Replace a file so that it is the old one or the new one after any crash."""
    draft = file.with_name(f"{file.name}.new")
    with draft.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(words)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _locked(file: Path) -> IO[str]:
    stream = file.open("a", encoding="utf-8")
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        stream.close()
        raise StateError(f"{file.parent} is used by another witness") from error
    return stream


def _read_all(
    folder: Path, own: Verifier, logs: list[Verifier]
) -> Iterable[tuple[str, Remembered]]:
    for draft in folder.glob(f"*{SUFFIX}.new"):  # of a write that nobody was told of
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        yield _read(file, own, logs)


def _read(file: Path, own: Verifier, logs: list[Verifier]) -> tuple[str, Remembered]:
    try:
        note = file.read_bytes()
        opened = open_note(note, [own, *logs])
        if not opened.is_signed_by(own):
            raise UnsignedError("this witness did not cosign it")
        found = Remembered(opened.text, note.decode())
    except (LedgerError, OSError) as error:
        raise StateError(
            f"{file} is damaged ({error}). Put back a copy that is not older than the "
            "last cosignature; without one this key may cosign no more: make another."
        ) from error
    if file.name != f"{_name_of(found.checkpoint.origin)}{SUFFIX}":
        raise StateError(f"{file} holds the checkpoint of {found.checkpoint.origin}")
    return found.checkpoint.origin, found


def _name_of(text: str) -> str:
    """A file name of fixed form; an origin may hold anything."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
