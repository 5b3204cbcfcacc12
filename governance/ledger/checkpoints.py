"""Checkpoints, C2SP tlog-checkpoint: the origin, size and root that a log signs."""

from collections.abc import Iterable
from dataclasses import dataclass

from governance.ledger.encoding import MAX_SIZE, from_base64, from_decimal, to_base64
from governance.ledger.errors import MalformedError
from governance.ledger.hashing import HASH_BYTES
from governance.ledger.keys import NOTE, Verifier
from governance.ledger.notes import Note, open_note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A statement about a log: its first `size` leaves have this root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text of the note: three lines, then the extensions."""
        if not 0 <= self.size <= MAX_SIZE or len(self.root) != HASH_BYTES:
            raise MalformedError("a checkpoint has a size below 2**63 and a root")
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint and the note it came in."""

    checkpoint: Checkpoint
    note: Note
    message: str


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint strictly; raises MalformedError."""
    if not text.endswith("\n"):
        raise MalformedError("a checkpoint ends with a newline")
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise MalformedError("a checkpoint has three lines and none is empty")
    origin, size, root, *extensions = lines
    return Checkpoint(
        origin, from_decimal(size), from_base64(root, HASH_BYTES), tuple(extensions)
    )


def open_checkpoint(
    message: bytes | str, verifiers: Iterable[Verifier]
) -> SignedCheckpoint:
    """A checkpoint signed by a log among the verifiers whose name is its origin.

    Raises what `open_note` raises, and MalformedError when the origin is not the name
    of a log's key that signed: a witness alone vouches for nothing.
    """
    note = open_note(message, verifiers)
    checkpoint = parse_checkpoint(note.text)
    origins = {key.name for key, _ in note.verified if key.kind == NOTE}
    if checkpoint.origin not in origins:
        raise MalformedError(f"{checkpoint.origin} is not signed by a key of that name")
    whole = message.decode() if isinstance(message, bytes) else message
    return SignedCheckpoint(checkpoint, note, whole)
