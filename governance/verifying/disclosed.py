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


def is_what_was_recorded(digest: str | None, told: Told) -> bool:
    """Hash the stored text as it is; when that is not the digest, read and write it."""
    salt = raw(told.salt)
    if digest is None or len(salt) != SALT_BYTES:
        return False
    text = f'["{told.path}",{told.text}]'.encode(errors="surrogatepass")
    hashed = b64encode(hashlib.sha256(salt + text).digest()).decode()
    return digest == hashed or _opens(digest, told, salt)


def _opens(digest: str, told: Told, salt: bytes) -> bool:
    """A database writes some characters of JSON differently."""
    try:
        value = json.loads(told.text)
        return Disclosure(told.path, salt, value).opens({"_sd": digest})
    except (ValueError, TypeError, LedgerError):
        return False


def sealed_at(body: Any, path: str) -> str | None:
    """The digest at a path of a body, None when there is none."""
    found = at_path(body, path)
    digest = found.get("_sd") if type(found) is dict and len(found) == 1 else None
    return digest if type(digest) is str else None


def raw(value: object) -> bytes:
    """A column of bytes; nothing when somebody put something else there."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""
