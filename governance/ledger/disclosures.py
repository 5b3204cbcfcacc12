"""Salted disclosures: personal data stays outside the hashed body and can be erased.

The body holds `{"_sd": base64(SHA-256(salt || JCS([path, value])))}`; salt and value
live in a row of their own. Without the salt a digest tells nothing about a guessable
value; with it anybody can check that the value is the one that was recorded.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from governance.ledger.canonical import canonical

SALT_BYTES = 16

Plain = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One erasable value and the place in the body that holds its digest."""

    path: str
    salt: bytes
    value: Plain

    @property
    def digest(self) -> str:
        """Base64 of SHA-256(salt || JCS([path, value]))."""
        hashed = hashlib.sha256(self.salt + canonical([self.path, self.value]))
        return base64.b64encode(hashed.digest()).decode("ascii")

    def sealed(self) -> dict[str, str]:
        """What stands in the body instead of the value."""
        return {"_sd": self.digest}

    def opens(self, sealed: object) -> bool:
        """Whether a body's `{"_sd": ...}` is the digest of this value."""
        if not isinstance(sealed, dict) or set(sealed) != {"_sd"}:
            return False
        stored = sealed["_sd"]
        return isinstance(stored, str) and hmac.compare_digest(stored, self.digest)


def disclose(path: str, value: Plain) -> Disclosure:
    """A new disclosure with a fresh random salt."""
    return Disclosure(path, secrets.token_bytes(SALT_BYTES), value)
