"""Which values of an entry are disclosures, and what people call them."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from governance.models import Disclosure

ERASED = "(erased)"
NAMES = {
    "why": "the reason",
    "actor.name": "the name of who acted",
    "object.label": "the name of the account",
}
PLACES = {"0": "the earlier ", "1": ""}


def sealed_paths(body: Any) -> list[str]:
    """The paths whose values the body holds as digests only, in its own order."""
    return list(_walk(body, ""))


def _walk(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"_sd"}:
            yield path
            return
        steps: Any = value.items()
    elif isinstance(value, list):
        steps = enumerate(value)
    else:
        return
    for step, inner in steps:
        yield from _walk(inner, f"{path}.{step}" if path else str(step))


def named(path: str) -> str:
    """A path in words: `changes.comment.1` is “comment”."""
    if path in NAMES:
        return NAMES[path]
    steps = path.split(".")
    if steps[0] == "changes" and len(steps) == 3 and steps[2] in PLACES:
        return f"{PLACES[steps[2]]}“{steps[1].replace('_', ' ')}”"
    return path


def reasons(entries: Iterable[UUID]) -> dict[UUID, str]:
    """What people wrote as the reason of entries, as far as nobody erased it."""
    told = Disclosure.objects.filter(path="why", entry_uuid__in=list(entries))
    return {row.entry_uuid: str(row.value) for row in told}
