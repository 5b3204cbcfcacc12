"""Lock files, read strictly and written anew: nothing of the sender's text passes on.

What is read is `name==version ; marker` with `--hash=sha256:...`, on one line or on
lines joined by backslashes. Every other line is refused, options first of all.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from governance.exceptions import InvalidInput

_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_HEAD = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]*)==([0-9][A-Za-z0-9.!+_]*)"
    r"(?:[ \t]*;[ \t]*([a-z(][A-Za-z0-9_.'\"<>=!~() \t]*))?"
)


@dataclass(frozen=True)
class Pin:
    """One requirement: a package in one version, and the files it may come as."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]

    def __str__(self) -> str:
        return f"{self.name}=={self.version}"


def parsed(content: bytes) -> list[Pin]:
    """The pins of a lock; InvalidInput says which line is not taken."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput("lock", "The lock file is not text in UTF-8.") from error
    pins = [_pin(statement) for statement in _statements(text)]
    if not pins:
        raise InvalidInput("lock", "The lock file pins no package.")
    return pins


def written(pins: Iterable[Pin]) -> str:
    """The normal form: a line for each pin, pins and hashes in order."""
    return "".join(sorted(_line(pin) for pin in pins))


def _statements(text: str) -> Iterator[str]:
    """A pin with the hash lines that follow it, joined; comments and blanks go."""
    kept: list[str] = []
    for line in text.split("\n"):
        body = line.removesuffix("\r").strip(" \t")
        if kept and not body.startswith("--hash="):
            raise _refused(kept[0], "is not followed by a hash, as its backslash says")
        if body[:1] in {"", "#"} and not body.endswith("\\"):
            continue
        kept.append(body.removesuffix("\\"))
        if not body.endswith("\\"):
            yield " ".join(kept)
            kept = []
    if kept:
        raise _refused(kept[0], "is not followed by a hash, as its backslash says")


def _pin(statement: str) -> Pin:
    head, *hashes = (part.strip(" \t") for part in statement.split("--hash="))
    found = _HEAD.fullmatch(head)
    if found is None:
        raise _refused(head or statement, "is not written as name==version")
    if not hashes:
        raise _refused(head, "has no hash")
    for text in hashes:
        if not _HASH.fullmatch(text):
            raise _refused(head, "has something else than hashes of SHA-256")
    name, version, marker = found.groups(default="")
    return Pin(_normal(name), version, marker.strip(" \t"), frozenset(hashes))


def _line(pin: Pin) -> str:
    marker = f" ; {pin.marker}" if pin.marker else ""
    hashes = "".join(f" --hash={text}" for text in sorted(pin.hashes))
    return f"{pin}{marker}{hashes}\n"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _refused(what: str, why: str) -> InvalidInput:
    return InvalidInput("lock", f"{what[:80]!r} {why}. A lock holds pins and hashes.")
