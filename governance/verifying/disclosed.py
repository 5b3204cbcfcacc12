"""Whether a disclosed value is the one whose digest the body holds."""

import hashlib
import json
from base64 import b64encode
from typing import Any, NamedTuple

from governance.ledger.bodies import at_path
from governance.ledger.disclosures import SALT_BYTES, Disclosure
from governance.ledger.errors import LedgerError


class Told(NamedTuple):
    """A row: its entry's place, the path in the body, the salt, the value as JSON."""

    place: int
    path: str
    salt: bytes
    text: str


def is_what_was_recorded(body: Any, told: Told) -> bool:
    """Hash the stored text as it is; when that is not the digest, read and write it."""
    sealed, salt = at_path(body, told.path), raw(told.salt)
    if type(sealed) is not dict or len(salt) != SALT_BYTES:
        return False
    text = f'["{told.path}",{told.text}]'.encode(errors="surrogatepass")
    digest = b64encode(hashlib.sha256(salt + text).digest()).decode()
    return sealed == {"_sd": digest} or _opens(sealed, told, salt)


def _opens(sealed: Any, told: Told, salt: bytes) -> bool:
    """A database writes some characters of JSON differently."""
    try:
        return Disclosure(told.path, salt, json.loads(told.text)).opens(sealed)
    except (ValueError, TypeError, LedgerError):
        return False


def raw(value: object) -> bytes:
    """A column of bytes; nothing when somebody put something else there."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""
