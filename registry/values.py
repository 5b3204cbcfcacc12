"""Values from outside made storable: measurements become strings, keys are checked."""

import math
from collections.abc import Mapping
from typing import Any

from governance.exceptions import InvalidInput

MAX_KEYS = 500
MAX_KEY = 100
MAX_VALUE = 5000


def as_text(value: Any) -> str:
    """One value as the text that is kept: floats by their shortest exact form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return repr(value) if isinstance(value, float) else str(value)


def text_map(field: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Parameters or metadata as text by key; InvalidInput names the bad key."""
    if len(values) > MAX_KEYS:
        raise InvalidInput(field, f"There are more than {MAX_KEYS} keys.")
    return {_key(field, key): _value(field, key, values[key]) for key in values}


def number_map(field: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Metrics as text by key; each must be a finite number."""
    kept = text_map(field, values)
    for key in kept:
        if not _is_finite_number(values[key]):
            raise InvalidInput(field, f"{key} is not a finite number.")
    return kept


def plain_json(field: str, value: Any, depth: int = 0) -> Any:
    """A nested value with text for floats, fit for canonical JSON."""
    if depth > 8:
        raise InvalidInput(field, "This is nested deeper than 8 levels.")
    if isinstance(value, Mapping):
        return {
            _key(field, k): plain_json(field, v, depth + 1) for k, v in value.items()
        }
    if isinstance(value, list | tuple):
        return [plain_json(field, inner, depth + 1) for inner in value]
    if isinstance(value, str):
        return readable(field, value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    return as_text(value)


def readable(field: str, text: str) -> str:
    """Text that every database and canonical JSON can hold."""
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InvalidInput(field, "This holds characters that cannot be kept.")
    return text


def _key(field: str, key: Any) -> str:
    if not isinstance(key, str) or not key or len(key) > MAX_KEY:
        raise InvalidInput(field, f"A key has 1 to {MAX_KEY} characters.")
    if not key.isascii() or not key.isprintable():
        raise InvalidInput(field, f"The key {key!r} is not plain ASCII.")
    return key


def _value(field: str, key: str, value: Any) -> str:
    plain_json(field, value)  # refuses what is nested too deep or cannot be kept
    text = as_text(value)
    if len(text) > MAX_VALUE:
        raise InvalidInput(field, f"{key} is longer than {MAX_VALUE} characters.")
    return readable(field, text)


def _is_finite_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    try:
        return math.isfinite(float(value))
    except (OverflowError, TypeError, ValueError):
        return False
