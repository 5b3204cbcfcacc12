"""What every report is made from: plain frozen values with one digest.

A report is a function of its evidence: the same evidence gives the same bytes. The
evidence is stored beside the PDF as canonical JSON; its SHA-256 stands on each page.
"""

import hashlib
from dataclasses import dataclass, is_dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from governance.ledger.canonical import canonical
from reports.pdf.seal import LedgerPosition

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = [
    "Attachment",
    "Cited",
    "Clause",
    "Event",
    "Evidence",
    "Former",
    "Freshness",
    "Issue",
    "LedgerPosition",
    "Pairs",
    "Requirements",
    "Sealed",
    "part_digest",
]


Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Former:
    """The former issue (reports/issues.py), as it stands in its file.

    unreadable says why its file cannot be compared; then the rest is empty.
    """

    number: str
    evidence: str  # the SHA-256 of its evidence file
    built_at: str
    unreadable: str
    period: str
    checks: Pairs  # area and tone
    counts: Pairs


@dataclass(frozen=True)
class Clause:
    """A requirement that this kind of report speaks to, and in which sections."""

    id: str
    source: str
    clause: str
    text: str
    citation: str
    valid_from: str
    valid_to: str
    note: str
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Requirements:
    """The revision of the requirements that was in force; 0 came with the product."""

    revision: int
    digest: str
    published: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Freshness:
    """The newest entry that was considered, and how old it was."""

    entry: str
    at: str
    age: str


@dataclass(frozen=True)
class Issue:
    """Which document this is, who asked for it, when and why, and what it rests on."""

    number: str
    revision: int  # how many answer its question, with this one
    requested_by: str
    reason: str
    generated_at: str
    product: str
    classification: str
    retain_until: str
    period: str
    seen_as: str  # by which right it was asked for, and whose data it holds
    newest: Freshness | None
    former: Former | None
    requirements: Requirements


class Evidence(Protocol):
    """What the evidence of every kind has, beside its own."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def kind(self) -> str: ...

    @property
    def issue(self) -> Issue: ...

    @property
    def position(self) -> LedgerPosition: ...


@dataclass(frozen=True)
class Event:
    """One entry of the ledger as people read it; number is None while it waits."""

    number: int | None
    at: str
    who: str
    action: str
    object: str
    sentence: str
    why: str
    digest: str

    @property
    def place(self) -> str:
        return "waits" if self.number is None else f"{self.number:,}"


@dataclass(frozen=True)
class Cited:
    """The entry that an act left: its number, its digest, and the why in it."""

    entry: str
    digest: str
    why: str


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to a report, named by its digest."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Sealed:
    """Evidence in canonical form with its digest."""

    text: bytes
    sha256: str


def plain(value: Any) -> Any:
    """A dataclass, or a tuple of them, as JSON values: tuples become lists.

    By hand, because `asdict` copies each text of ten thousand entries.
    """
    if is_dataclass(value) and not isinstance(value, type):
        names = type(value).__dataclass_fields__
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return value


def seal(evidence: "DataclassInstance") -> Sealed:
    """The bytes that are stored beside the PDF, and their SHA-256."""
    text = canonical(plain(evidence))
    return Sealed(text, hashlib.sha256(text).hexdigest())


def part_digest(part: Any) -> str:
    """The digest of one part of the evidence, as its appendix lists it."""
    return hashlib.sha256(canonical(plain(part))).hexdigest()
