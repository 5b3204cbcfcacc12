"""R3, the access review: who is in, why, since when, and what reviewers decided."""

from dataclasses import dataclass
from typing import Final, Literal

from reports.documents.evidence import Cited, Event, Issue, LedgerPosition, Pairs

PRINTED: Final = 2_000  # lines of access; the evidence file holds all of them
DENIED: Final = 500  # refused attempts that are printed; the count is exact
VERSIONS: Final = 60  # newest versions whose duties are compared


@dataclass(frozen=True)
class GrantFact:
    """One person's access by one grant, and what the last review said to it.

    verdict: kept, reduced, removed, lapsed, flagged, open, or "" when it was not under
    review. since_review: given after the last review was opened.
    """

    person: str
    account: str  # open, service, closed, system; "" for a group without members
    role: str
    way: str
    given_by: str
    given: Cited
    valid_from: str
    valid_until: str  # empty: without an end
    last_act: str  # empty: none with an entry in this project
    verdict: str
    since_review: bool


@dataclass(frozen=True)
class DecisionFact:
    """What a reviewer decided on one grant, and why."""

    review: str
    holder: str
    role: str
    verdict: str
    by: str
    at: str
    act: Cited
    became: str


@dataclass(frozen=True)
class ReviewFact:
    """One access review of the period, counted over this project's grants alone."""

    name: str
    of: str
    opened_by: str
    opened_at: str
    due_at: str
    attested: str
    attestation: str
    opening: Cited
    items: int
    open: int
    is_overdue: bool


@dataclass(frozen=True)
class DutyFact:
    """Who did what with one version."""

    version: str
    built: tuple[str, ...]
    validated: tuple[str, ...]
    asked: tuple[str, ...]
    approved: tuple[str, ...]
    deployed: tuple[str, ...]
    conflicts: Pairs  # (person, which two duties), in whatever accounts


@dataclass(frozen=True)
class ProofFact:
    """The rights of one person, found in two ways that share no row."""

    person: str
    by_entries: tuple[str, ...]
    by_guardian: tuple[str, ...]

    @property
    def differences(self) -> tuple[str, ...]:
        told, kept = set(self.by_entries), set(self.by_guardian)
        missing = [f"guardian lacks {one}" for one in sorted(told - kept)]
        return (*missing, *(f"no entry gives {one}" for one in sorted(kept - told)))


@dataclass(frozen=True)
class AccessEvidence:
    """Everything the report says; nothing else is read when it is drawn."""

    kind: Literal["access-review"]
    issue: Issue
    position: LedgerPosition
    project: str
    project_id: str
    since: str
    until: str
    at: str
    grants: tuple[GrantFact, ...]
    people: int
    reviews: tuple[ReviewFact, ...]
    decisions: tuple[DecisionFact, ...]
    changed_since: str
    changes: tuple[Event, ...]
    changed: int  # in all; the first of them are printed
    duties: tuple[DutyFact, ...]
    versions: int
    proofs: tuple[ProofFact, ...]
    strays: tuple[str, ...]  # differences of holders, as verify_access tells them
    read: int  # entries about grants that were followed
    altered: int  # of them, those whose body does not fit its digest
    denied: tuple[Event, ...]
    denials: int
