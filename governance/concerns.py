"""Whom an entry concerns beside the owners of its project: what notices are written by.

Upper layers register in AppConfig.ready who is concerned by what they know. A provider
is given a batch of entries and costs a constant number of queries for any number of
them. Nobody hears of their own acts, and everybody of an entry once: `write_notices`
sees to both.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from governance.entry_bodies import read_body
from governance.models import Entry


@dataclass(frozen=True, slots=True)
class Concern:
    """An entry that a person should read.

    `is_answer`: about what they asked for or about their own access, so theirs to read
    whatever they may see. Else it shows while they see the project.
    """

    entry: Entry
    person: UUID
    is_answer: bool = False


Provider = Callable[[Sequence[Entry]], Iterable[Concern]]
_PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """Tell whom entries concern; once."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def of(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Everybody whom the entries concern, as each provider knows it."""
    for provider in _PROVIDERS:
        yield from provider(batch)


def chosen(batch: Iterable[Entry], actions: Collection[str]) -> list[Entry]:
    """The entries of these actions."""
    return [entry for entry in batch if entry.action in actions]


def by_object(
    entries: Iterable[Entry], people: Mapping[UUID, UUID], *, is_answer: bool = False
) -> Iterator[Concern]:
    """One person for what each entry is about; none where nobody is known."""
    for entry in entries:
        person = people.get(entry.object_id)
        if person is not None:
            yield Concern(entry, person, is_answer)


def value_of(entry: Entry, field: str) -> str:
    """What a field was changed to, as its entry says; "" when it does not."""
    body: Mapping[str, Any] = read_body(entry) or {}
    new = (body.get("changes", {}).get(field) or [None, None])[1]
    return new if isinstance(new, str) else ""


def values(entries: Iterable[Entry], field: str) -> dict[UUID, Entry]:
    """The entries by the key that a field of theirs holds."""
    found = {}
    for entry in entries:
        with suppress(ValueError):  # no operation of ours wrote it
            found[UUID(value_of(entry, field))] = entry
    return found
