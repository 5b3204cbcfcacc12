"""Checks the notes of checkpoints, and what witnesses put below. Without Django."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from governance.ledger.checkpoints import Checkpoint, open_checkpoint
from governance.ledger.errors import LedgerError
from governance.ledger.keys import Verifier
from governance.ledger.notes import parse_signature


class Signed(NamedTuple):
    """A row: what it says, its note, the lines of witnesses, whose key must verify."""

    size: int
    root: bytes
    note: str
    cosigned: tuple[tuple[str, str], ...]  # the witness and the line
    vkeys: tuple[str, ...]


@lru_cache(maxsize=64)
def _key(vkey: str) -> Verifier:
    return Verifier.parse(vkey)


def faults_of(rows: Sequence[Signed], witnesses: Sequence[str]) -> list[str]:
    """What does not hold. `witnesses` are the verifier keys that are configured."""
    known = {(key.name, key.id): key for key in map(_key, witnesses)}
    faults = []
    for row in rows:
        try:
            text = _text(row)
        except LedgerError as error:
            faults.append(f"checkpoint {row.size}: {error}")
            continue
        faults += [
            f"checkpoint {row.size}: the cosignature of {name} is wrong"
            for name, line in row.cosigned
            if not _cosigns(name, line, text, known)
        ]
    return faults


def _text(row: Signed) -> str:
    """The text, when each key signed it and it says what the row says."""
    for vkey in row.vkeys:
        signed = open_checkpoint(row.note, [_key(vkey)])
        told = signed.checkpoint
        if told != Checkpoint(told.origin, row.size, row.root):
            raise LedgerError("the note says something else than the row")
    return signed.note.text


def _cosigns(
    name: str, line: str, text: str, known: dict[tuple[str, bytes], Verifier]
) -> bool:
    """Whether a line verifies; one by a key that is not configured says nothing."""
    try:
        found = parse_signature(line.removesuffix("\n"))
    except LedgerError:
        return False
    verifier = known.get((found.name, found.id))
    return found.name == name and (
        verifier is None or verifier.verifies(text, found.raw)
    )
