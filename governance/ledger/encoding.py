"""The two encodings of all C2SP formats, read strictly.

What is read is written again and must be the same: one value has one spelling, so that
nobody can make two texts of one statement.
"""

import base64
import binascii
import re

from governance.ledger.errors import MalformedError

MAX_SIZE = 2**63 - 1
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def to_base64(raw: bytes) -> str:
    """Standard Base64, RFC 4648 section 4."""
    return base64.b64encode(raw).decode("ascii")


def from_base64(text: str, length: int | None = None) -> bytes:
    """The bytes of a Base64 text, of `length` when given; raises MalformedError."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError(f"{text[:80]!r} is not Base64") from error
    if to_base64(raw) != text:
        raise MalformedError(f"{text[:80]!r} is not written as Base64 writes it")
    if length is not None and len(raw) != length:
        raise MalformedError(f"{len(raw)} bytes instead of {length}")
    return raw


def from_decimal(text: str) -> int:
    """A number below 2**63 without sign, space or leading zero."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        raise MalformedError(f"{text[:30]!r} is not a number below 2**63")
    return int(text)
