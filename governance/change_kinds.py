"""Which kinds of change can be asked for: upper layers register what they know of each.

Governance asks, counts and binds; what a change is about, who built it and what it does
is known above.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from governance.models import ChangeRequest, Policy
from governance.rights import Right


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
class Fact:
    """One thing that an approval binds, for people: a digest, or words."""

    label: str
    value: str
    is_hash: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """What an upper layer knows about a kind of change; registered in ready().

    `step` follows *before* where a policy says what it asks for; `title` says what one
    request would do, from its own row alone, and `asks` the same for its entry.
    `bound` tells what is bound now, by part, and `facts` what was, for people;
    `builders` who may not decide; `right` who may apply, and `apply_url` where;
    `refuse` raises when the thing cannot be asked for; `difference` compares it with
    what runs there now; `job` applies it.

    Each policy that asks for approvals asks them for the kinds that are `is_always`;
    for another it names the kind. `is_gated` says that the conditions of a policy,
    which are about a version, are about what is asked for.
    """

    code: str
    step: str
    title: Callable[[ChangeRequest], str]
    asks: Callable[[ChangeRequest], str]
    bound: Callable[[ChangeRequest], dict[str, Any]]
    facts: Callable[[ChangeRequest], tuple[Fact, ...]]
    builders: Callable[[ChangeRequest], frozenset[UUID]]
    right: Callable[[ChangeRequest], Right]
    refuse: Callable[[ChangeRequest], None]
    difference: Callable[[ChangeRequest], Difference]
    apply_url: Callable[[ChangeRequest], str]
    job: str
    is_always: bool = False
    is_gated: bool = False


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Name a kind of change; called in AppConfig.ready."""
    if _KINDS.get(kind.code, kind) is not kind:
        raise ValueError(f"the kind of change {kind.code} is registered twice")
    _KINDS[kind.code] = kind


def kind_of(change: ChangeRequest) -> Kind:
    """What is known about this kind of change."""
    return _KINDS[change.kind]


def title_of(change: ChangeRequest) -> str:
    """What a request would do, in words; no query."""
    return kind_of(change).title(change)


def optional() -> list[Kind]:
    """The kinds that need approvals only where a policy names them."""
    return [kind for kind in _KINDS.values() if not kind.is_always]


def governed_by(policy: Policy) -> list[Kind]:
    """The kinds that need the approvals of a policy; none where it asks for none."""
    if not policy.approvals:
        return []
    named = policy.also or []
    return [k for k in _KINDS.values() if k.is_always or k.code in named]


def needs_approval(policy: Policy, code: str) -> bool:
    """Whether a change of that kind needs the approvals of the policy."""
    return any(kind.code == code for kind in governed_by(policy))


def asks_for(policy: Policy, code: str) -> str:
    """How many approvals a policy asks for before such a change, in words."""
    count = f"{policy.approvals} approval{'s' if policy.approvals > 1 else ''}"
    return (
        f"{policy.environment} asks for {count} by others before {_KINDS[code].step} "
        f"(revision {policy.revision} of its policy)."
    )
