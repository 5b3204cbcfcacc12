"""What a requirement is, and whether a list of them may be published."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from governance.exceptions import InvalidInput
from governance.ledger.canonical import canonical
from reports.documents.catalogue import BY_CODE
from reports.documents.closing import TITLES
from reports.documents.kind import Kind

FIELD: Final = "requirements"
WHOLE: Final = "The whole report"
MOST: Final = 200
ID: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")
# The longest text of each member; those that may be empty stand in EMPTY.
LENGTHS: Final = {
    "source": 80,
    "clause": 80,
    "text": 600,
    "citation": 300,
    "valid_from": 10,
    "valid_to": 10,
    "note": 300,
}
EMPTY: Final = {"valid_to", "note"}
Item = dict[str, Any]


@dataclass(frozen=True)
class Requirement:
    """One clause in own words, from when until when it counts, and who speaks to it."""

    id: str
    source: str
    clause: str
    text: str
    citation: str
    valid_from: str
    valid_to: str
    note: str
    sections: dict[str, list[str]]  # titles of sections by the code of a kind


def digest_of(revision: int, items: Sequence[Item]) -> str:
    """The SHA-256 of a revision's canonical content; each report prints it."""
    content = {"revision": revision, FIELD: list(items)}
    return hashlib.sha256(canonical(content)).hexdigest()


def checked(value: object) -> list[Item]:
    """The list as it is kept, or InvalidInput that names the place and what to do."""
    if not isinstance(value, list) or not 0 < len(value) <= MOST:
        raise InvalidInput(FIELD, f"Give a list of 1 to {MOST} requirements.")
    items = [_item(at, item) for at, item in enumerate(value, start=1)]
    ids = [item["id"] for item in items]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice:
        raise InvalidInput(FIELD, f"The id {twice} is there twice.")
    return items


def _item(at: int, item: object) -> Item:
    members = {"id", *LENGTHS, "sections"}
    if not isinstance(item, dict) or item.keys() != members:
        names = ", ".join(sorted(members))
        raise InvalidInput(FIELD, f"Requirement {at} has the members {names}.")
    if not isinstance(item["id"], str) or not ID.fullmatch(item["id"]):
        words = "takes 1 to 60 small letters, digits, dots and hyphens"
        raise InvalidInput(FIELD, f"The id of requirement {at} {words}.")
    for name, most in LENGTHS.items():
        _check_text(item, name, most)
    _check_dates(item)
    _check_sections(item)
    return {name: item[name] for name in sorted(members)}


def _check_text(item: Item, name: str, most: int) -> None:
    text = item[name]
    if not isinstance(text, str) or len(text) > most:
        raise InvalidInput(
            FIELD, f"{item['id']}: {name} is text of at most {most} characters."
        )
    if not text.strip() and name not in EMPTY:
        raise InvalidInput(FIELD, f"{item['id']}: {name} is empty.")


def _check_dates(item: Item) -> None:
    try:
        first = date.fromisoformat(item["valid_from"])
        last = date.fromisoformat(item["valid_to"]) if item["valid_to"] else date.max
    except ValueError as error:
        words = "write valid_from and valid_to as 2026-04-17"
        raise InvalidInput(FIELD, f"{item['id']}: {words}.") from error
    if last <= first:
        raise InvalidInput(FIELD, f"{item['id']}: valid_to lies after valid_from.")


def _check_sections(item: Item) -> None:
    sections = item["sections"]
    if not isinstance(sections, dict) or not sections.keys() <= BY_CODE.keys():
        names = ", ".join(BY_CODE)
        raise InvalidInput(FIELD, f"{item['id']}: sections names kinds of: {names}.")
    for code, titles in sections.items():
        known = titles_of(BY_CODE[code])
        if not isinstance(titles, list) or any(t not in list(known) for t in titles):
            names = ", ".join(known)
            raise InvalidInput(FIELD, f"{item['id']}: {code} has the sections {names}.")


def titles_of(kind: Kind) -> dict[str, str]:
    """What a requirement may name in a kind, each with how a report prints it."""
    own = [*kind.sections, *TITLES]
    return {WHOLE: WHOLE} | {title: f"{n} {title}" for n, title in enumerate(own, 1)}
