"""What reports know about releases: each with its states, approvals and entries."""

from dataclasses import dataclass

from reports.documents.evidence import Event


@dataclass(frozen=True)
class StateFact:
    """A state that was reached; milliseconds until the next, None while it lasts."""

    state: str
    at: str
    milliseconds: int | None
    detail: str


@dataclass(frozen=True)
class SignatureFact:
    """One signed decision on a change request, and what it was given for."""

    who: str
    person: str  # one of the accounts of who signed, the same for all of them
    verdict: str
    meaning: str
    auth_time: str
    signed_at: str
    login_age: int  # seconds between the fresh login and the signature
    is_bound: bool  # it names the digest that was asked for
    is_person: bool  # no program's
    is_party: bool  # in any account: asked for the change, or built what it is about
    entry: Event | None


@dataclass(frozen=True)
class ChangeFact:
    """The change request that a release came from."""

    label: str
    asked_by: str
    asked_at: str
    binding: str
    is_bound: bool  # what it binds gives its digest
    artifact: str  # the manifest digest that it binds
    policy_revision: int
    entry: Event | None
    signatures: tuple[SignatureFact, ...]


@dataclass(frozen=True)
class ReviewFact:
    """How somebody else closed the review of an emergency release."""

    outcome: str
    label: str
    who: str
    at: str
    is_late: bool
    is_other: bool  # no account of whoever made the release
    entry: Event | None


@dataclass(frozen=True)
class EmergencyFact:
    """What an emergency release passed by, and the review that it owes."""

    bypassed: tuple[str, ...]
    made_by: str
    due_at: str
    is_overdue: bool
    review: ReviewFact | None


@dataclass(frozen=True)
class PolicyFact:
    """A revision of the policy of an environment, as it was published."""

    name: str
    environment: str
    tier: str
    revision: int
    approvals: int
    conditions: tuple[str, ...]
    digest: str
    is_whole: bool
    published_by: str
    published_at: str


@dataclass(frozen=True)
class ReleaseFact:
    """One release: who put which version where, when, why, and what came of it."""

    id: str
    deployment: str
    deployment_id: str  # another endpoint may have had this name before
    environment: str
    number: int
    kind: str
    version: str
    digest: str
    before: str  # the version that answered until then; empty for none
    at: str
    who: str
    entry: Event | None  # of the request: why stands there
    end: Event | None  # of Healthy or Failed
    states: tuple[StateFact, ...]
    failure: str
    needed: int  # approvals that the policy then in force asked for
    policy: str  # its name; empty when there was none, or it was altered
    change: ChangeFact | None
    emergency: EmergencyFact | None
    goes_back_to: str  # the release that a rollback points at
    is_same_worker: bool  # a rollback runs exactly what that one ran

    @property
    def name(self) -> str:
        """As tables name it."""
        return f"{self.deployment} {self.number}"

    @property
    def why(self) -> str:
        return self.entry.why if self.entry else ""

    @property
    def state(self) -> str:
        """The state it was in at the end of the time considered."""
        return self.states[-1].state if self.states else "Waits"

    @property
    def was_healthy(self) -> bool:
        return self.reached("Healthy") is not None

    def reached(self, state: str) -> StateFact | None:
        """The state with its time, if the release came there."""
        return next((row for row in self.states if row.state == state), None)

    @property
    def to_healthy(self) -> int | None:
        """Milliseconds from the first state until it answered."""
        if not self.was_healthy:
            return None
        return sum(
            row.milliseconds or 0
            for row in self.states
            if row.state in {"Preparing", "Launching"}
        )
