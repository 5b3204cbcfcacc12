"""How approved changes of each of our kinds are carried out: one operation for each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deployments import promotion, retirement
from deployments.models import Deployment, Release
from deployments.operations.apply_change import apply_change
from deployments.operations.retire_deployment import retire_deployment
from governance import change_pages
from governance.exceptions import NotVisible
from governance.models import ChangeRequest, User

Made = Release | Deployment


@dataclass(frozen=True, slots=True)
class How:
    """The operation of a kind, and what its dialog says."""

    apply: Callable[..., Made]
    will: Callable[[ChangeRequest], list[str]]


def find(actor: User, change_id: UUID) -> ChangeRequest:
    """A request of one of our kinds that the actor may see, or NotVisible."""
    change = change_pages.find(actor, change_id)
    if change.kind not in _HOW:
        raise NotVisible
    return change


def apply(*, actor: User, change: ChangeRequest, **values: Any) -> Made:
    """Carry it out: the release that was made, or the deployment that is deleted."""
    return _HOW[change.kind].apply(actor=actor, change=change, **values)


def will(change: ChangeRequest) -> list[str]:
    """What applying it does, for its dialog."""
    return _HOW[change.kind].will(change)


def _will_promote(change: ChangeRequest) -> list[str]:
    return [
        f"{change.about_label} is released on {change.target_name}.",
        "Approvals, binding and gate are asked again, now and before it answers.",
        "It takes over only after its golden rows and its warm-up held.",
    ]


def _will_retire(change: ChangeRequest) -> list[str]:
    return [
        f"{change.target_name} stops answering: callers get 404.",
        "Approvals and binding are asked again now.",
        "Its releases, its predictions and its entries stay.",
    ]


_HOW = {
    promotion.KIND: How(apply_change, _will_promote),
    retirement.KIND: How(retire_deployment, _will_retire),
}
