"""Canonical JSON, RFC 8785, for the types an entry may hold.

Strings, integers below 2**53, booleans, null, lists and objects with ASCII keys. For
these `json.dumps` with sorted keys writes the bytes of RFC 8785: its key order is by
UTF-16 code units (section 3.2.3), which for ASCII is the order of `str`, and numbers
need no shortest form (section 3.2.2.3) when they are integers. Everything else,
floats above all, is refused: write a measurement as a string.
"""

import json
from collections.abc import Mapping
from typing import Any

from governance.ledger.errors import NotCanonicalError

MAX_INTEGER = 2**53 - 1
MAX_DIGITS = 17  # of such an integer, with its sign
MAX_DEPTH = 32

_ENCODER = json.JSONEncoder(
    ensure_ascii=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
    check_circular=False,  # what is circular is nested too deep
)


def _guard(value: Any, depth: int) -> None:
    """Refuse what has no canonical form here. Iterative types first: they are most."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if abs(value) > MAX_INTEGER:
            raise NotCanonicalError(f"the integer {value} is beyond 2**53 - 1")
        return
    if depth >= MAX_DEPTH:
        raise NotCanonicalError(f"nested deeper than {MAX_DEPTH}")
    if kind is dict:
        for key, inner in value.items():
            if type(key) is not str or not key.isascii():
                raise NotCanonicalError(f"the key {key!r} is not an ASCII string")
            _guard(inner, depth + 1)
    elif kind is list:
        for inner in value:
            _guard(inner, depth + 1)
    else:
        raise NotCanonicalError(f"a {kind.__name__} has no canonical form here")


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of a value; raises NotCanonicalError."""
    _guard(value, 0)
    try:
        return _ENCODER.encode(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonicalError("a string holds a lone surrogate") from error


def _integer(digits: str) -> int:
    # The length first: older Pythons take minutes to read a million digits.
    if len(digits) > MAX_DIGITS or abs(int(digits)) > MAX_INTEGER:
        raise NotCanonicalError(f"the integer {digits[:40]} is beyond 2**53 - 1")
    return int(digits)


def _no_float(text: str) -> Any:
    raise NotCanonicalError(f"the number {text[:40]} is not an integer")


# Without a hook for objects, which would leave the C scanner for each of them.
_DECODER = json.JSONDecoder(
    parse_int=_integer, parse_float=_no_float, parse_constant=_no_float
)


def parse(text: bytes) -> Any:
    """The value of canonical bytes; anything not written canonically is refused.

    Strict by re-rendering: what parses is rendered again and must be the same text. A
    space, an escape, a wrong order or a key that stands twice does not survive that.
    What a rendering keeps, the guard refuses: keys beyond ASCII and deep nesting, which
    an ASCII text with few brackets cannot hold.
    """
    try:
        source = text.decode("utf-8")
        value, _ = _DECODER.raw_decode(source)
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError(f"not JSON: {error}") from error
    if not source.isascii() or text.count(b"{") + text.count(b"[") > MAX_DEPTH:
        _guard(value, 0)
    if _ENCODER.encode(value) != source:
        raise NotCanonicalError("not written in canonical form, or a key stands twice")
    return value


def parse_object(text: bytes) -> Mapping[str, Any]:
    """Like `parse`, for a text that must be an object."""
    value = parse(text)
    if not isinstance(value, dict):
        raise NotCanonicalError("not an object")
    return value
