"""Whose signatures a reader accepts: the keys they name, and nobody else's."""

from collections.abc import Sequence

from governance.ledger.checkpoints import Checkpoint, parse_checkpoint
from governance.ledger.errors import LedgerError, MalformedError, UnsignedError
from governance.ledger.keys import COSIGNATURE, NOTE, Verifier
from governance.ledger.notes import Note, open_note


def log_keys(vkeys: Sequence[str]) -> list[Verifier]:
    """The keys of the log that the reader trusts; raises MalformedError."""
    keys = [Verifier.parse(vkey) for vkey in vkeys]
    if not keys:
        raise MalformedError(
            "name the log's key with --vkey; the key inside a bundle proves nothing"
        )
    if any(key.kind != NOTE for key in keys):
        raise MalformedError("--vkey takes the key of a log, not that of a witness")
    return keys


def witness_keys(vkeys: Sequence[str], threshold: int) -> list[Verifier]:
    """The keys of different witnesses; raises MalformedError."""
    keys = [Verifier.parse(vkey) for vkey in vkeys]
    if any(key.kind != COSIGNATURE for key in keys):
        raise MalformedError("--witness-vkey takes the key of a witness")
    if len({key.public_key for key in keys}) != len(keys):
        raise MalformedError("each witness is named once")
    if not 0 <= threshold <= len(keys):
        raise MalformedError(f"{threshold} of {len(keys)} witnesses cannot be")
    return keys


def signed_checkpoint(
    message: bytes, keys: Sequence[Verifier], witnesses: Sequence[Verifier] = ()
) -> tuple[Checkpoint, Note]:
    """The checkpoint of a note that the log signed with one of its keys.

    Raises UnsignedError when none did, or when the log signed for another name, and
    SignatureInvalidError for a wrong signature, also of a witness.
    """
    note = open_note(message, [*keys, *witnesses])
    checkpoint = parse_checkpoint(note.text)
    signers = [key for key, _ in note.verified if key in keys]
    if not signers:
        raise UnsignedError("no signature is by a key of the log")
    if not any(key.name == checkpoint.origin for key in signers):
        raise UnsignedError(f"{signers[0].name} signed for {checkpoint.origin[:80]!r}")
    return checkpoint, note


def kept_checkpoint(message: bytes, keys: Sequence[Verifier]) -> tuple[Checkpoint, str]:
    """The reader's own checkpoint: unusable when the log's keys did not sign it."""
    try:
        checkpoint, _ = signed_checkpoint(message, keys)
    except LedgerError as error:
        raise MalformedError(
            f"the checkpoint you keep: {error}; name the key of its time with "
            "--since-vkey"
        ) from error
    return checkpoint, message.decode()
