"""Identifiers of rows: UUID version 7, RFC 9562 section 5.7."""

import secrets
import time
import uuid

_RANDOM_BITS = 74
_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62


def uuid7() -> uuid.UUID:
    """48 bits of milliseconds since 1970, version, variant and 74 random bits.

    Rows made later sort later, to the millisecond, which keeps indexes compact.
    """
    stamp = (time.time_ns() // 1_000_000) << 80
    random = secrets.randbits(_RANDOM_BITS)
    high, low = random >> 62, random & (2**62 - 1)
    return uuid.UUID(int=stamp | _VERSION_7 | high << 64 | _VARIANT | low)
