"""R1, the model version dossier: what it knows about one version."""

from dataclasses import dataclass
from typing import Literal

from reports.documents.evidence import Event, Issue, LedgerPosition

KeyValues = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VersionFact:
    """Whose version this is, and what it is for."""

    id: str
    label: str
    model: str
    number: int
    project: str
    project_id: str
    registered_by: str
    registered_at: str
    flavour: str
    description: str
    withdrawn: str  # empty, or since when


@dataclass(frozen=True)
class ManifestFact:
    """The sealed digest, and what rebuilding from the stored parts gave."""

    sealed: str
    rebuilt: str
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.sealed == self.rebuilt and not self.differences


@dataclass(frozen=True)
class FileFact:
    """A file of the artifact; `intact` says whether its bytes gave the digest."""

    path: str
    role: str
    size: int
    sha256: str
    intact: bool


@dataclass(frozen=True)
class DatasetFact:
    """A dataset as it was used, with the digest of its full content."""

    name: str
    role: str
    rows: int
    sha256: str
    intact: bool


@dataclass(frozen=True)
class LineageFact:
    """One station on the way to the version."""

    kind: str
    name: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class Comment:
    """What somebody wrote about the version."""

    at: str
    who: str
    text: str


@dataclass(frozen=True)
class ReleaseFact:
    """One release of this or another version on a deployment that carried this one."""

    deployment: str
    environment: str
    number: int
    kind: str
    version: str
    mine: bool
    state: str
    at: str
    answered: str  # since when; empty: it never did
    ended: str  # when it stopped answering; empty: it still does
    who: str
    why: str


@dataclass(frozen=True)
class DossierEvidence:
    """Everything the dossier says; nothing else is read when it is drawn."""

    kind: Literal["dossier"]
    issue: Issue
    position: LedgerPosition
    version: VersionFact
    manifest: ManifestFact
    files: tuple[FileFact, ...]
    datasets: tuple[DatasetFact, ...]
    lock_sha256: str
    python: str
    parameters: KeyValues
    metrics: KeyValues
    metadata: KeyValues
    lineage: tuple[LineageFact, ...]
    comments: tuple[Comment, ...]  # the oldest
    comments_in_all: int
    releases: tuple[ReleaseFact, ...]
    events: tuple[Event, ...]  # the oldest
    events_in_all: int
    validations: KeyValues  # "state" and "words" of the standing, then the verdict
