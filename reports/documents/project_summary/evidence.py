"""R8, project compliance summary: what it knows about each version that matters."""

from dataclasses import dataclass
from typing import Literal

from reports.documents.evidence import Event, Issue, LedgerPosition
from reports.documents.release_facts import ReleaseFact


@dataclass(frozen=True)
class FindingFact:
    """An open finding of a validation."""

    number: int
    severity: str
    is_serious: bool
    text: str
    owner: str
    due: str  # a day
    entry: Event | None


@dataclass(frozen=True)
class ValidationFact:
    """Where a version stands with its validators; at is empty without a verdict."""

    state: str
    words: str
    conditions: str
    at: str
    who: str
    is_carried: bool  # the verdict is about an older version, by a proven refit
    entry: Event | None


@dataclass(frozen=True)
class DossierFact:
    """The newest dossier about a version, and what happened to it since."""

    number: str
    at: str
    verdict: str
    since: tuple[str, ...]  # why it is no longer fresh


@dataclass(frozen=True)
class VersionFact:
    """One version: in force somewhere, or the newest of its model."""

    id: str
    label: str
    model: str
    digest: str
    built_by: str
    registered_at: str
    is_newest: bool
    is_withdrawn: bool
    environments: tuple[str, ...]  # in which it answers
    differences: tuple[str, ...]  # what does not hold of its snapshot
    datasets: int
    wrong_datasets: tuple[str, ...]
    validation: ValidationFact
    findings: tuple[FindingFact, ...]
    dossier: DossierFact | None


@dataclass(frozen=True)
class TierFact:
    """The risk tier that somebody put the project into."""

    tier: str
    who: str
    at: str
    entry: Event | None


@dataclass(frozen=True)
class AccessReviewFact:
    """An access review that holds grants of the project; at is empty while it waits."""

    name: str
    opened_by: str
    due_at: str
    at: str
    who: str
    entry: Event | None


@dataclass(frozen=True)
class OwnerFact:
    """An owner of the project, and whether that account can act."""

    name: str
    is_active: bool


@dataclass(frozen=True)
class SummaryEvidence:
    """Everything the report says; nothing else is read when it is drawn."""

    kind: Literal["project-summary"]
    issue: Issue
    position: LedgerPosition
    project: str
    project_id: str
    as_of: str
    environments: tuple[str, ...]
    versions: tuple[VersionFact, ...]
    models: int
    others: int  # versions that are neither in force nor the newest of their model
    owners: tuple[OwnerFact, ...]
    tier: TierFact | None
    access_reviews: tuple[AccessReviewFact, ...]  # newest first
    releases: tuple[ReleaseFact, ...]  # of these versions, and the emergencies
    live: tuple[str, ...]  # the releases that answer now

    @property
    def filter(self) -> str:
        return (
            f"The versions of the project {self.project} ({self.project_id}) that "
            f"answer in an environment, and the newest of each model, at {self.as_of}."
        )
