"""Change requests in lists: how they stand at a glance, in few queries for any number.

A glance sees the end, the clock, the policy and how many signed. Whether each signature
still counts and the snapshot is still the same is asked on the page of the request.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from governance.change_kinds import title_of
from governance.changes import State
from governance.models import Approval, ChangeEnd, ChangeRequest, Policy, RiskTier, Tier


@dataclass(frozen=True)
class Line:
    """A change request in a list."""

    change: ChangeRequest
    state: State
    words: str
    approvals: int
    needed: int

    @property
    def title(self) -> str:
        """What it would do."""
        return title_of(self.change)


def lines(rows: Iterable[ChangeRequest]) -> list[Line]:
    """Each at a glance; four queries for any number of them."""
    found = list(rows)
    ends = {
        end.change_id: end
        for end in ChangeEnd.objects.filter(change__in=found).select_related("person")
    }
    signed = _signed(found)
    now = _InForce({row.project_id for row in found})
    return [
        _line(row, ends.get(row.pk), signed.get(row.pk, 0), now.of(row))
        for row in found
    ]


def _line(
    row: ChangeRequest, end: ChangeEnd | None, signed: int, policy: Policy | None
) -> Line:
    if end is not None:
        state = State(ChangeEnd.State(end.state).label)
        return Line(row, state, f"{state} by {end.person}.", signed, 0)
    needed = policy.approvals if policy else 0
    if policy is None or policy.digest != row.bound["policy"]["sha256"]:
        return Line(row, State.VOID, "Another policy applies now.", signed, needed)
    if row.expires_at <= timezone.now():
        return Line(row, State.EXPIRED, "Its time is over.", signed, needed)
    words = f"{signed} signed, {needed} needed."
    state = State.APPROVED if signed >= needed else State.OPEN
    return Line(row, state, words, signed, needed)


def _signed(rows: Iterable[ChangeRequest]) -> dict[UUID, int]:
    approved = Approval.objects.filter(change__in=list(rows), verdict="approve")
    counted = approved.values("change").annotate(n=Count("person", distinct=True))
    return dict(counted.values_list("change", "n"))


class _InForce:
    """The policies of all tiers and the tiers of some projects: two queries."""

    def __init__(self, projects: Iterable[UUID]) -> None:
        self._policies = {
            (row.environment, row.tier): row
            for row in Policy.objects.order_by("revision")
        }
        tiers = RiskTier.objects.filter(scope__in=list(projects)).order_by("pk")
        self._tiers = {row.scope: row.tier for row in tiers}

    def of(self, change: ChangeRequest) -> Policy | None:
        tier = self._tiers.get(change.project_id, Tier.LOW)
        return self._policies.get((change.environment, str(tier)))
