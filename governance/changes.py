"""How a change request stands: what it binds, who may decide, what counts.

Nothing here is stored: a role that ended, a policy that was published, an account that
was closed show at once, on the page as in the operation that applies.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils import timezone

from governance import access, gates, policies
from governance.faces import faces
from governance.ledger.canonical import canonical
from governance.models import Approval, ChangeEnd, ChangeRequest, Policy, User
from governance.rights import Right

FRESH = timedelta(seconds=120)  # between the proof at the provider and the signature
_WORDS = {
    "artifact": "the snapshot",
    "data": "the data",
    "environment": "the environment",
    "policy": "the policy",
    "target": "the place",
}


class State(StrEnum):
    """How a request stands now."""

    OPEN = "Waits"
    CHANGES = "Changes wanted"
    APPROVED = "Approved"
    REJECTED = "Rejected"
    WITHDRAWN = "Withdrawn"
    APPLIED = "Applied"
    VOID = "Void"
    EXPIRED = "Expired"


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One part of what would change: as it runs now, and as it is asked for."""

    part: str
    now: str
    then: str
    words: str
    shape: str = ""  # ok, warn or off (the same)
    is_hash: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What would change, and what it is compared with; "" when nothing runs there."""

    now: str
    rows: tuple[DifferenceRow, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """What an upper layer knows about a kind of change; registered in ready().

    `bound` tells what is bound now, by part; `builders` who may not decide; `right` who
    may apply, and `apply_url` where; `refuse` raises when the thing cannot be asked
    for; `difference` compares it with what runs there now; `job` applies it.
    """

    code: str
    asks: Callable[[ChangeRequest], str]
    bound: Callable[[ChangeRequest], dict[str, Any]]
    builders: Callable[[ChangeRequest], frozenset[UUID]]
    right: Callable[[ChangeRequest], Right]
    refuse: Callable[[ChangeRequest], None]
    difference: Callable[[ChangeRequest], Difference]
    apply_url: Callable[[ChangeRequest], str]
    job: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One signed decision, whether it counts now, and why not."""

    approval: Approval
    counts: bool
    because: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request is: its state, why, and what each decision is worth now."""

    state: State
    words: tuple[str, ...]
    decisions: tuple[Decision, ...]
    needed: int
    policy: Policy | None

    @property
    def approvals(self) -> int:
        """How many approvals count now."""
        return sum(
            one.counts and one.approval.verdict == Approval.Verdict.APPROVE
            for one in self.decisions
        )

    @property
    def is_pending(self) -> bool:
        """Whether somebody can still decide on it."""
        return self.state in {State.OPEN, State.CHANGES, State.APPROVED}


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Name a kind of change; called in AppConfig.ready."""
    if _KINDS.get(kind.code, kind) is not kind:
        raise ValueError(f"the kind of change {kind.code} is registered twice")
    _KINDS[kind.code] = kind


def kind_of(change: ChangeRequest) -> Kind:
    """What is known about this kind of change."""
    return _KINDS[change.kind]


def bound_now(change: ChangeRequest, policy: Policy) -> dict[str, Any]:
    """What an approval of this change would bind now: canonical JSON values."""
    return {
        **kind_of(change).bound(change),
        "policy": {"revision": policy.revision, "sha256": policies.digest_of(policy)},
        "target": {
            "environment": change.environment,
            "id": str(change.target_id) if change.target_id else None,
            "name": change.target_name,
        },
    }


def digest_of(bound: Mapping[str, Any]) -> str:
    """The SHA-256 that an approval names."""
    return hashlib.sha256(canonical(dict(bound))).hexdigest()


def asked_of(change: ChangeRequest) -> gates.Asked:
    """The change as a gate is asked about it."""
    return gates.Asked(
        change.about_type, change.about_id, change.project_id, change.environment
    )


def standing(change: ChangeRequest) -> Standing:
    """How the request stands at this moment."""
    end = ChangeEnd.objects.filter(change=change).first()
    if end is not None:
        return _ended(change, end)
    policy = policies.in_force(change.environment, change.project_id)
    decisions = tuple(_decisions(change))
    state, words = _pending(change, policy, decisions)
    return Standing(state, words, decisions, policy.approvals, policy)


def unfit(change: ChangeRequest) -> str:
    """Why an approved change cannot go on now; empty when it can.

    Asked when it is applied, and again before its release goes live.
    """
    policy = policies.in_force(change.environment, change.project_id)
    changed = tuple(_changed(change, policy))
    if changed:
        return " ".join(changed)
    found = [one for one in _decisions(change) if one.counts]
    if len(found) < policy.approvals:
        return f"{len(found)} of {policy.approvals} approvals count now."
    return " ".join(gates.shut(policy, asked_of(change)))


def _ended(change: ChangeRequest, end: ChangeEnd) -> Standing:
    """Over: frozen as it was, whatever changes later."""
    rows = change.approvals.select_related("person").order_by("pk")
    decisions = tuple(Decision(row, counts=True, because="") for row in rows)
    state = State(ChangeEnd.State(end.state).label)
    words = (f"{state} by {end.person}.",)
    return Standing(state, words, decisions, 0, None)


def _pending(
    change: ChangeRequest, policy: Policy, decisions: Iterable[Decision]
) -> tuple[State, tuple[str, ...]]:
    changed = tuple(_changed(change, policy))
    if changed:
        return State.VOID, changed
    if change.expires_at <= timezone.now():
        until = f"{change.expires_at:%Y-%m-%d %H:%M} UTC"
        return State.EXPIRED, (f"It could be applied until {until}.",)
    held = [one for one in decisions if _holds_back(one)]
    if held:
        who = held[-1].approval.person
        return State.CHANGES, (f"{who} asked for changes, and has not approved since.",)
    count = sum(one.counts for one in decisions)
    words = (f"{count} of {policy.approvals} approvals.",)
    return (State.APPROVED if count >= policy.approvals else State.OPEN), words


def _changed(change: ChangeRequest, policy: Policy) -> Iterator[str]:
    """What is no longer as it was when the change was asked for, in words."""
    if digest_of(change.bound) != change.binding:
        yield "What it binds was altered in the database."
        return
    now = bound_now(change, policy)
    for part in sorted(now.keys() | change.bound.keys()):
        before, after = change.bound.get(part), now.get(part)
        if before != after:
            name = _WORDS.get(part, part)
            told = "; ".join(_differences(before, after))
            yield f"{name[0].upper()}{name[1:]} changed since it was asked for: {told}."


def _differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from _differences(before.get(key), after.get(key), key)
    elif before != after:
        name = f"{path} " if path else ""
        yield f"{name}was {_shown(before)}, is {_shown(after)}"


def _shown(value: Any) -> str:
    text = "nothing" if value in (None, "", []) else str(value)
    return text if len(text) <= 24 else f"{text[:12]}…{text[-6:]}"


def _holds_back(one: Decision) -> bool:
    return one.because == "" and one.approval.verdict == Approval.Verdict.CHANGES


def _decisions(change: ChangeRequest) -> Iterator[Decision]:
    """Each signed decision, the latest of a person counting, if it still may."""
    rows = list(change.approvals.select_related("person").order_by("pk"))
    barred = Barred(change)
    people = {row.pk: min(faces([row.person_id])) for row in rows}
    latest = {people[row.pk]: row.pk for row in rows}
    for row in rows:
        because = _discounted(change, row, barred)
        if latest[people[row.pk]] != row.pk:
            because = f"{row.person} decided again later."
        is_approval = row.verdict == Approval.Verdict.APPROVE
        yield Decision(row, is_approval and not because, because)


def _discounted(change: ChangeRequest, row: Approval, barred: "Barred") -> str:
    if row.binding != change.binding:
        return "It was signed for something else."
    if abs(row.signed_at - row.auth_time) > FRESH:
        return "It was not signed with a fresh login."
    return barred.why(row.person)


class Barred:
    """Who may not decide on a change, and why; asked anew for each decision."""

    def __init__(self, change: ChangeRequest) -> None:
        self.change = change
        self._asked = faces([change.requested_by_id])
        self._built = faces(kind_of(change).builders(change))

    def why(self, person: User) -> str:
        """The sentence that bars them; empty when they may decide."""
        mine = faces([person.pk])
        if person.kind != User.Kind.PERSON:
            return f"{person} is no person; only people decide."
        if mine & self._asked:
            return f"{person} asked for this change. Somebody else decides."
        if mine & self._built:
            return f"{person} built something in its lineage. Somebody else decides."
        decision = access.may(person, Right.REVIEW_CHANGE, self.change.project_id)
        return "" if decision.allowed else decision.because
