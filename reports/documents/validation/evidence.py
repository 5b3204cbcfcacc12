"""R9, the validation report: what people who built nothing of a version found."""

from dataclasses import dataclass
from typing import Final, Literal

from reports.documents.evidence import Cited, Issue, LedgerPosition

SERIOUS: Final = ("High", "Critical")


@dataclass(frozen=True)
class VersionFact:
    """The version, and whether its stored parts still give its digest."""

    label: str
    digest: str
    rebuilt: str
    model: str
    project: str
    project_id: str
    registered_by: str
    registered_at: str
    withdrawn: str


@dataclass(frozen=True)
class ValidationFact:
    """The validation that is told here: of which version, by which plan."""

    of: str
    digest: str
    plan: str
    plan_sha256: str
    opened_by: str
    opened_at: str
    closed_at: str
    opening: Cited


@dataclass(frozen=True)
class TestFact:
    """What was looked at, what was expected, and what was found last."""

    number: int
    area: str
    title: str
    expected: str
    outcome: str  # empty: no result
    actual: str
    by: str
    at: str
    results: int
    act: Cited


@dataclass(frozen=True)
class MetricFact:
    """One metric of the former version and of this one; empty where it is missing."""

    name: str
    former: str
    now: str


@dataclass(frozen=True)
class ReplyFact:
    """What the builders answered."""

    who: str
    at: str
    text: str
    act: Cited


@dataclass(frozen=True)
class FindingFact:
    """A finding, its answers and its end; closed_at is empty while it is open."""

    number: int
    severity: str
    text: str
    owner: str
    due: str
    raised_by: str
    raised_at: str
    act: Cited
    replies: tuple[ReplyFact, ...]
    closed_by: str
    closed_at: str
    closure: str
    closing: Cited
    is_overdue: bool

    @property
    def is_open(self) -> bool:
        return not self.closed_at


@dataclass(frozen=True)
class RemarkFact:
    """One remark of the effective challenge, in the order of time."""

    at: str
    who: str
    what: str
    text: str
    act: Cited


@dataclass(frozen=True)
class VerdictFact:
    """What the validator decided about one digest, and why."""

    outcome: str  # accepted, accepted_with_conditions or rejected
    conditions: str
    reason: str
    by: str
    at: str
    version: str
    digest: str
    act: Cited


@dataclass(frozen=True)
class RefitFact:
    """How this version relates to the one whose verdict is looked at."""

    older: str
    is_refit: bool
    recipe: tuple[str, ...]  # each of these makes it a rebuild
    data: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class ValidationEvidence:
    """Everything the report says; nothing else is read when it is drawn."""

    kind: Literal["validation"]
    issue: Issue
    position: LedgerPosition
    version: VersionFact
    state: str  # of the standing, as the gates read it
    words: str
    validation: ValidationFact | None
    builders: tuple[str, ...]
    validators: tuple[str, ...]
    common: tuple[str, ...]  # validators who built, in whatever account: nobody may
    tests: tuple[TestFact, ...]
    former: str  # the version that the metrics are compared with; empty: the first
    metrics: tuple[MetricFact, ...]
    findings: tuple[FindingFact, ...]
    challenge: tuple[RemarkFact, ...]
    verdict: VerdictFact | None
    refit: RefitFact | None

    @property
    def acts(self) -> tuple[Cited, ...]:
        """The entry of each act that the report tells."""
        found = [self.validation.opening] if self.validation else []
        found += [test.act for test in self.tests if test.outcome]
        for one in self.findings:
            found += [one.act, *(reply.act for reply in one.replies)]
            found += [one.closing] if one.closed_at else []
        found += [remark.act for remark in self.challenge]
        return (*found, *([self.verdict.act] if self.verdict else ()))
