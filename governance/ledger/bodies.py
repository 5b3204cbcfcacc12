"""The shape of an entry's body, version 1 (docs/ledger-format.md)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

VERSION = 1
KEYS = frozenset(
    {
        "v", "id", "ts", "actor", "on_behalf_of", "action", "object", "project",
        "request", "why", "changes", "hashes", "refs",
    }
)  # fmt: skip
ACTOR, OBJECT = {"id", "kind", "auth", "name"}, {"type", "id", "label"}
REQUEST, REF = {"id", "source"}, {"index", "leaf"}
MAX_INDEX = 2**53 - 1

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_DIGEST = re.compile(r"[A-Za-z0-9+/]{43}=")
_HEX = re.compile(r"[0-9a-f]{64}")
_NONE = type(None)


def is_sealed(value: object) -> bool:
    """Whether a value is the digest of a disclosure, and nothing else."""
    if type(value) is not dict or len(value) != 1:
        return False
    digest = value.get("_sd")
    return type(digest) is str and _DIGEST.fullmatch(digest) is not None


def _is_plain(value: object) -> bool:
    return type(value) in {str, int, bool, _NONE} or is_sealed(value)


def _is_id(value: object) -> bool:
    return type(value) is str and _UUID.fullmatch(value) is not None


def _is_ref(value: object) -> bool:
    if type(value) is not dict or value.keys() != REF:
        return False
    index, leaf = value["index"], value["leaf"]
    fits = type(index) is int and 0 <= index <= MAX_INDEX
    return fits and type(leaf) is str and _HEX.fullmatch(leaf) is not None


def _is_actor(value: Any) -> bool:
    if type(value) is not dict or value.keys() != ACTOR or not _is_id(value["id"]):
        return False
    is_named = value["name"] is None or is_sealed(value["name"])
    return is_named and type(value["kind"]) is type(value["auth"]) is str


def _is_object(value: Any) -> bool:
    if type(value) is not dict or value.keys() != OBJECT or not _is_id(value["id"]):
        return False
    return type(value["type"]) is str and _is_plain(value["label"])


def _is_request(value: Any) -> bool:
    fits = type(value) is dict and value.keys() == REQUEST
    return fits and _is_id(value["id"]) and type(value["source"]) is str


def _is_change(pair: Any) -> bool:
    fits = type(pair) is list and len(pair) == 2
    return fits and _is_plain(pair[0]) and _is_plain(pair[1])


def _are_changes(value: Any) -> bool:
    return type(value) is dict and all(map(_is_change, value.values()))


def _are_hashes(value: Any) -> bool:
    return type(value) is dict and all(type(h) is str for h in value.values())


_CHECKS: dict[str, Callable[[Any], object]] = {
    # True equals 1 in Python, and is another value everywhere else.
    "v": lambda value: type(value) is int and value == VERSION,
    "id": _is_id,
    "ts": lambda value: type(value) is str and _TIME.fullmatch(value) is not None,
    "actor": _is_actor,
    "on_behalf_of": lambda value: value is None or _is_id(value),
    "action": lambda value: type(value) is str and value,
    "object": _is_object,
    "project": lambda value: value is None or _is_id(value),
    "request": _is_request,
    "why": lambda value: value is None or is_sealed(value),
    "changes": _are_changes,
    "hashes": _are_hashes,
    "refs": lambda value: type(value) is list and all(map(_is_ref, value)),
}
_PAIRS = tuple(_CHECKS.items())


def fault(body: Mapping[str, Any]) -> str:
    """What is not as version 1 says, or an empty string."""
    if body.keys() != KEYS:
        odd = ", ".join(sorted(body.keys() ^ KEYS))[:200]
        return f"these fields are missing or unknown: {odd}"
    for name, holds in _PAIRS:
        if not holds(body[name]):
            return f"the field {name} is not what version 1 has there"
    return ""


def at_path(body: Any, path: str) -> Any:
    """What stands at a path such as `changes.member.1`, or None."""
    for step in path.split("."):
        if isinstance(body, list) and step in {"0", "1"} and int(step) < len(body):
            body = body[int(step)]
        elif isinstance(body, dict):
            body = body.get(step)
        else:
            return None
    return body
