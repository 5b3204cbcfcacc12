"""The key that signs the ledger. Only the sequencer's process is given it.

It stands in no setting: a web worker that is told nothing can tell nothing.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from governance.ledger.errors import LedgerError
from governance.ledger.keys import NOTE, Signer

VARIABLE = "LEDGER_KEY"
MAX_CHARACTERS = 1000  # a key has about 100


class KeyUnavailableError(Exception):
    """There is no key, or none that can sign; the message says what to set."""


def signer(environ: Mapping[str, str] = os.environ) -> Signer:
    """The key in LEDGER_KEY, or in the file that LEDGER_KEY_FILE names."""
    text, path = environ.get(VARIABLE), environ.get(f"{VARIABLE}_FILE")
    if text and path:
        raise KeyUnavailableError(f"Set {VARIABLE} or {VARIABLE}_FILE, not both.")
    if not text and not path:
        raise KeyUnavailableError(
            f"Set {VARIABLE} or {VARIABLE}_FILE: the key that signs the ledger. "
            "`python -m governance.ledger key NAME FILE` makes one."
        )
    return read_signer(Path(path)) if path else parse_signer(text or "")


def read_signer(path: Path) -> Signer:
    """The key in a file; the message never quotes it."""
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            text = file.read(MAX_CHARACTERS)
    except OSError as error:
        raise KeyUnavailableError(f"The key cannot be read: {error}") from error
    return parse_signer(text)


def parse_signer(text: str) -> Signer:
    """A key that signs checkpoints; a witness's key does not."""
    try:
        found = Signer.parse(text.strip())
    except LedgerError as error:
        raise KeyUnavailableError(f"{VARIABLE}: {error}") from None
    if found.kind != NOTE:
        raise KeyUnavailableError(f"{VARIABLE}: this is the key of a witness.")
    return found
