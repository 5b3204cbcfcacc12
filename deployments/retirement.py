"""Retirement: an endpoint is deleted with the approval of others, where asked for."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from deployments.differences import NOTHING
from deployments.models import Deployment
from deployments.operations.steps import refuse_deleted
from deployments.promotion import JOB, apply_url, right
from governance import access, change_kinds, policies
from governance.change_kinds import Difference, DifferenceRow, Fact
from governance.exceptions import IllegalMove
from governance.models import ChangeRequest, Policy, User
from governance.operations.request_change import Target
from governance.rights import Right, deploy_right
from registry.lineage import builders_of

KIND = "retirement"


def register() -> None:
    """Tell governance what a retirement is."""
    change_kinds.register(_KIND)


def target_of(row: Deployment) -> Target:
    """The endpoint that would be deleted."""
    return Target(row.environment_id, row.name, row.pk)


def deployment_of(change: ChangeRequest) -> Deployment:
    """The endpoint, as it is now."""
    rows = Deployment.objects.select_related("live_release__version")
    return rows.get(pk=change.about_id)


def policy_of(row: Deployment) -> Policy:
    """The policy that decides on it now."""
    return policies.in_force(row.environment_id, row.project_id)


def is_governed(row: Deployment) -> bool:
    """Whether it is deleted only with the approval of others."""
    return change_kinds.needs_approval(policy_of(row), KIND)


def may_end(actor: User, row: Deployment) -> tuple[str, access.Decision]:
    """The word for the way to its end, and whether it is open to somebody.

    Where a policy asks for approvals, whoever may ask for a change begins it; else
    whoever may deploy there deletes it.
    """
    try:
        is_asked = is_governed(row)
    except IllegalMove as shut:  # no policy, or an altered one: nothing passes
        return "Delete", access.Decision(allowed=False, because=shut.message)
    needs = Right.REQUEST_CHANGE if is_asked else deploy_right(row.environment_id)
    word = "Ask to delete" if is_asked else "Delete"
    return word, access.may(actor, needs, row.project_id)


def refuse_governed(row: Deployment) -> None:
    """Refuse a plain delete where its policy asks for approvals."""
    if is_governed(row):
        raise IllegalMove(
            f"{asks_for(row)} Ask for the retirement; it is applied when it "
            "is approved."
        )


def asks_for(row: Deployment) -> str:
    """How many approvals its policy asks for, in words."""
    return change_kinds.asks_for(policy_of(row), KIND)


def _title(change: ChangeRequest) -> str:
    return f"Delete {change.target_name} in {change.environment}"


def _asks(change: ChangeRequest) -> str:
    return f"the end of {change.target_name} in {change.environment}"


def _bound(change: ChangeRequest) -> dict[str, Any]:
    """A release that answers, or answers no more, is another thing to delete."""
    row = deployment_of(change)
    live = row.live_release
    return {
        "deployment": {"id": str(row.pk), "deleted": row.is_deleted},
        "release": {
            "number": live.number if live else None,
            "version": live.version.digest if live else None,
        },
    }


def _facts(change: ChangeRequest) -> tuple[Fact, ...]:
    release = change.bound["release"]
    if release["number"] is None:
        return (Fact("Answers", "Nothing", is_hash=False),)
    return (
        Fact("Answers", f"Release {release['number']}", is_hash=False),
        Fact("Snapshot", release["version"]),
    )


def _builders(change: ChangeRequest) -> frozenset[UUID]:
    """Of the version that answers: who built it has a stake in whether it runs."""
    live = deployment_of(change).live_release
    return frozenset(builders_of(live.version)) if live else frozenset()


def _refuse(change: ChangeRequest) -> None:
    row = deployment_of(change)
    if (row.project_id, row.environment_id) != (change.project_id, change.environment):
        raise IllegalMove(f"{row} is not of this project and environment.")
    refuse_deleted(row)


def _difference(change: ChangeRequest) -> Difference:
    row = deployment_of(change)
    return Difference(row.name, tuple(_rows(row)))


def _rows(row: Deployment) -> Iterator[DifferenceRow]:
    live, coming = row.live_release, row.next_release
    yield DifferenceRow("Endpoint", "answers", "deleted", "callers get 404", "warn")
    if live is not None:
        now = f"release {live.number}, {live.version}"
        yield DifferenceRow("Release", now, NOTHING, "stopped; it stays readable")
        digest = live.version.digest
        yield DifferenceRow("Snapshot", digest, NOTHING, "kept", is_hash=True)
    if coming is not None:
        now = f"release {coming.number}, {coming.version}"
        yield DifferenceRow("On its way", now, NOTHING, "stopped", "warn")
    count = row.releases.count()
    yield DifferenceRow("Releases", f"{count}", f"{count}", "all stay", "off")
    yield DifferenceRow("Its name", row.name, "free", "for another endpoint", "off")


_KIND = change_kinds.Kind(
    code=KIND,
    step="a deployment there is deleted",
    title=_title,
    asks=_asks,
    bound=_bound,
    facts=_facts,
    builders=_builders,
    right=right,
    refuse=_refuse,
    difference=_difference,
    apply_url=apply_url,
    job=JOB,
)
