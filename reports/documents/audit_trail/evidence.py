"""R2, the audit trail of a project and a period: what the ledger says."""

from dataclasses import dataclass
from typing import Final, Literal

from reports.documents.evidence import Event, Issue, LedgerPosition

PRINTED: Final = 10_000  # more entries than this are attached, not printed
EDGE: Final = 500  # printed from each end then
PRIVILEGED: Final = 2_000  # printed at most; the count is always exact


@dataclass(frozen=True)
class Counts:
    """Sums over all entries of the project in the period."""

    inside: int
    outside: int
    waiting: int
    refused: int
    privileged: int
    without_reason: int
    erased: int
    by_day: tuple[tuple[str, int], ...]
    by_action: tuple[tuple[str, str, int], ...]  # action, who, how often

    @property
    def people(self) -> int:
        return len({who for _, who, _ in self.by_action})


@dataclass(frozen=True)
class FullList:
    """The attached file with every entry, one JSON object a line."""

    name: str
    lines: int
    sha256: str


@dataclass(frozen=True)
class AuditEvidence:
    """Everything the report says; nothing else is read when it is drawn."""

    kind: Literal["audit-trail"]
    issue: Issue
    position: LedgerPosition
    gapless: bool
    project: str
    project_id: str
    since: str
    until: str
    counts: Counts
    broken: tuple[str, ...]  # entries whose body does not give their digest
    privileged: tuple[Event, ...]
    first: tuple[Event, ...]  # all of them, when at most PRINTED
    last: tuple[Event, ...]
    full_list: FullList | None

    @property
    def filter(self) -> str:
        return (
            f"All entries of the project {self.project} ({self.project_id}), recorded "
            f"from {self.since} to {self.until}, the second moment excluded."
        )
