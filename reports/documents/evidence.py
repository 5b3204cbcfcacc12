"""What every report is made from: plain frozen values with one digest.

A report is a function of its evidence: the same evidence gives the same bytes. The
evidence is stored beside the PDF as canonical JSON; its SHA-256 stands on each page.
"""

import hashlib
from dataclasses import dataclass, is_dataclass
from typing import TYPE_CHECKING, Any

from governance.ledger.canonical import canonical
from reports.pdf.seal import LedgerPosition

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["Attachment", "Event", "Issue", "LedgerPosition", "Sealed", "part_digest"]


@dataclass(frozen=True)
class Issue:
    """Which document this is, who asked for it, when and why."""

    number: str
    requested_by: str
    reason: str
    generated_at: str
    product: str


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
