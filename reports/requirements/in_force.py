"""Which requirements count now: the newest revision, or what came with the product."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from governance.exceptions import IllegalMove
from reports.documents import evidence as facts
from reports.documents.kind import Kind
from reports.documents.reading import moment
from reports.models import RequirementSet
from reports.requirements.clauses import Item, Requirement, digest_of, titles_of

SHIPPED: Final = Path(__file__).with_name("shipped.json")


@dataclass(frozen=True)
class Revision:
    """One revision, whole. Revision 0 came with the product."""

    number: int
    digest: str
    published: str
    items: list[Item]
    is_whole: bool

    @property
    def requirements(self) -> list[Requirement]:
        return [Requirement(**item) for item in self.items]


@cache
def shipped() -> Revision:
    """What came with this version of the product."""
    items = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return Revision(
        0, digest_of(0, items), "came with the product", items, is_whole=True
    )


def newest() -> Revision:
    """What counts now, also when its row is not what was published."""
    row = RequirementSet.objects.select_related("published_by").first()
    return told(row) if row else shipped()


def told(row: RequirementSet) -> Revision:
    """A row as a revision, and whether it is what was published."""
    published = f"published {moment(row.published_at)} by {row.published_by.username}"
    is_whole = row.digest == digest_of(row.revision, row.items)
    return Revision(row.revision, row.digest, published, row.items, is_whole)


def for_report(kind: Kind) -> facts.Requirements:
    """What a report of a kind prints; raises IllegalMove for an altered row."""
    found = newest()
    if not found.is_whole:
        raise IllegalMove(
            f"Revision {found.number} of the requirements is not what was published. "
            "Publish it anew, then ask for the report again."
        )
    clauses = clauses_for(kind, found)
    return facts.Requirements(found.number, found.digest, found.published, clauses)


def clauses_for(kind: Kind, revision: Revision) -> tuple[facts.Clause, ...]:
    """Those that a kind speaks to, in the order of the list."""
    return tuple(
        _clause(one, kind)
        for one in revision.requirements
        if one.sections.get(kind.code)
    )


def _clause(one: Requirement, kind: Kind) -> facts.Clause:
    shown = titles_of(kind)
    return facts.Clause(
        id=one.id,
        source=one.source,
        clause=one.clause,
        text=one.text,
        citation=one.citation,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        note=one.note,
        sections=tuple(shown.get(t, t) for t in one.sections[kind.code]),
    )
