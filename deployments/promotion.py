"""Promotion: what a change request of this kind binds, and who may decide on it."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from deployments.differences import difference
from deployments.models import Deployment, Environment, Release
from deployments.operations.steps import (
    checked_name,
    environment_of,
    refuse_foreign,
    refuse_taken,
    refuse_withdrawn,
)
from deployments.runtimes.recipe import recipe_of
from governance import change_kinds, changes, gates, policies
from governance.change_kinds import Fact
from governance.exceptions import AccessDenied, IllegalMove
from governance.models import ChangeRequest, Policy
from governance.operations.request_change import Target
from governance.rights import Right, deploy_right
from registry.lineage import builders_of
from registry.models import Version
from registry.snapshots import rebuilt

KIND = "promotion"
JOB = "apply_change"


def register() -> None:
    """Tell governance what a promotion is."""
    change_kinds.register(_KIND)


def target_of(environment: str, chosen: Deployment | None, name: str) -> Target:
    """Where a promotion goes: an endpoint that is there, or a new one's name."""
    if chosen is None:
        return Target(environment, name)
    return Target(environment, chosen.name, chosen.pk)


def version_of(change: ChangeRequest) -> Version:
    """The version that would be promoted."""
    return Version.objects.select_related("project").get(pk=change.about_id)


def deployment_of(change: ChangeRequest) -> Deployment | None:
    """The endpoint it goes to; None for a new one."""
    if change.target_id is None:
        return None
    return Deployment.objects.get(pk=change.target_id)


def refuse_ungated(version: Version, environment: str) -> None:
    """Refuse a plain deploy that needs approvals, or whose gate is shut."""
    policy = policies.in_force(environment, version.project_id)
    if policy.approvals:
        raise IllegalMove(
            f"{asks_for(policy)} Ask for the promotion; it is applied when it is "
            "approved."
        )
    gates.refuse_shut(policy, _asked(version, environment))


def barriers(version: Version, environment: str) -> list[str]:
    """What stands between a version and an environment now, in words."""
    policy = policies.in_force(environment, version.project_id)
    shut = gates.shut(policy, _asked(version, environment))
    return [asks_for(policy), *shut] if policy.approvals else shut


def asks_for(policy: Policy) -> str:
    """How many approvals a policy asks for, in words."""
    return change_kinds.asks_for(policy, KIND)


def _asked(version: Version, environment: str) -> gates.Asked:
    return gates.Asked(
        version.subject_type, version.pk, version.project_id, environment
    )


def refuse_unapproved(release: Release) -> None:
    """Before a promoted release goes live: what was approved still holds."""
    change = ChangeRequest.objects.filter(end__became_id=release.pk).first()
    why = changes.unfit(change) if change else ""
    if why:
        raise AccessDenied(f"{change} no longer allows it. {why}")


def _title(change: ChangeRequest) -> str:
    return f"Promote {change.about_label} to {change.environment}"


def _asks(change: ChangeRequest) -> str:
    place = "" if change.target_id else "a new endpoint, "
    return (
        f"{change.about_label} in {change.environment}, on {place}{change.target_name}"
    )


def _bound(change: ChangeRequest) -> dict[str, Any]:
    """The snapshot as its rows say it now, not as it was once written down."""
    version = version_of(change)
    where, recipe = environment_of(change.environment), recipe_of(version)
    return {
        "artifact": rebuilt(version).sha256,
        "data": sorted(version.datasets.values_list("sha256", flat=True)),
        "environment": _environment(where, recipe.environment_key, recipe.code_digest),
    }


def _environment(where: Environment, key: str, code: str) -> dict[str, Any]:
    return {
        "name": where.pk,
        "needs_key": where.needs_key,
        "runtime": key,
        "code": code,
    }


def _facts(change: ChangeRequest) -> tuple[Fact, ...]:
    bound = change.bound
    return (
        Fact("Snapshot", bound["artifact"]),
        *(Fact("Data", sha256) for sha256 in bound["data"]),
        Fact("Environment", bound["environment"]["runtime"]),
    )


def _builders(change: ChangeRequest) -> frozenset[UUID]:
    return frozenset(builders_of(version_of(change)))


def right(change: ChangeRequest) -> Right:
    """Who may deploy there applies the change."""
    return deploy_right(change.environment)


def _refuse(change: ChangeRequest) -> None:
    """As a deploy would be refused; the project's row is locked."""
    environment_of(change.environment)
    version = version_of(change)
    if version.project_id != change.project_id:
        raise IllegalMove(f"{version} is not of this project.")
    refuse_withdrawn(version)
    row = deployment_of(change)
    if row is None:
        change.target_name = checked_name(change.target_name)
        refuse_taken(change.project_id, change.target_name)
    else:
        refuse_foreign(version, row, change.environment)
        if row.is_deleted:
            raise IllegalMove(f"{row} is deleted.")


def _difference(change: ChangeRequest) -> change_kinds.Difference:
    row, version = deployment_of(change), version_of(change)
    live = row.live_release if row else None
    return difference(live.version if live else None, version)


def apply_url(change: ChangeRequest) -> str:
    """Where a change of ours is applied."""
    return reverse("deployments:apply_change", args=[change.pk])


_KIND = change_kinds.Kind(
    code=KIND,
    step="a version runs there",
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
    is_always=True,
    is_gated=True,
)
