"""R4, deployment and rollback history: what it knows about a project's releases."""

from dataclasses import dataclass
from typing import Literal

from reports.documents.evidence import Event, Issue, LedgerPosition
from reports.documents.release_facts import PolicyFact, ReleaseFact


@dataclass(frozen=True)
class DeletionFact:
    """A deployment that was deleted, with the entry that says who and why."""

    deployment: str
    deployment_id: str
    environment: str
    at: str
    version: str  # what answered until then; empty for nothing
    entry: Event | None


@dataclass(frozen=True)
class DifferenceRow:
    """One part that a release changed; tone is drawn beside the words."""

    part: str
    before: str
    after: str
    words: str
    tone: str


@dataclass(frozen=True)
class DifferenceFact:
    """What a release changed against the version that answered; same parts counted."""

    release: str
    before: str  # the digest of each manifest
    after: str
    rows: tuple[DifferenceRow, ...]
    same: int


@dataclass(frozen=True)
class DeploymentEvidence:
    """Everything the report says; nothing else is read when it is drawn."""

    kind: Literal["deployment-history"]
    issue: Issue
    position: LedgerPosition
    project: str
    project_id: str
    since: str
    until: str
    environments: tuple[str, ...]
    releases: tuple[ReleaseFact, ...]  # asked for in the period, oldest first
    earlier: tuple[ReleaseFact, ...]  # that reach into it, or were gone back to
    outside: int  # releases of the project before the period
    deletions: tuple[DeletionFact, ...]
    differences: tuple[DifferenceFact, ...]
    policies: tuple[PolicyFact, ...]
    events: tuple[Event, ...]  # the newest of the period, oldest first
    events_in_all: int

    @property
    def filter(self) -> str:
        return (
            f"All releases of the project {self.project} ({self.project_id}), asked "
            f"for from {self.since} to {self.until}, the second moment excluded. What "
            "happened to them later is not considered."
        )
