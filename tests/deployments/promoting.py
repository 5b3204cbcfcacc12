"""Ways to a promotion, each step through its operation."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from deployments import promotion
from deployments.models import Deployment, Release
from deployments.operations.apply_change import apply_change
from governance import policies
from governance.models import Approval, ChangeRequest, User
from governance.operations.publish_policy import publish_policy
from governance.operations.request_change import Target, request_change
from governance.operations.review_change import review_change
from governance.signatures import Signature
from registry.models import Version
from tests import make

SNAPSHOT: list[dict[str, Any]] = [{"condition": "snapshot"}]


def short_policy(
    admin: User, *, environment: str = "PROD", approvals: int = 1, **given: Any
) -> None:
    """A policy that asks for approvals and a whole snapshot, and nothing else."""
    values = {"tier": "low", "conditions": SNAPSHOT, "reason": make.WHY} | given
    publish_policy(actor=admin, environment=environment, approvals=approvals, **values)


def asked(
    actor: User,
    version: Version,
    *,
    deployment: Deployment | None = None,
    name: str = "cooler-prod",
    **given: Any,
) -> ChangeRequest:
    """A request to promote to PROD, on a new endpoint unless one is given."""
    target = Target("PROD", name)
    if deployment is not None:
        target = Target(deployment.environment_id, deployment.name, deployment.pk)
    values: dict[str, Any] = {"target": target, "reason": make.WHY} | given
    return request_change(
        actor=actor,
        project=version.project,
        kind=promotion.KIND,
        about=version,
        **values,
    )


def signature(
    person: User, change: ChangeRequest, verdict: str, age: int = 0
) -> Signature:
    """As the way back from the provider makes it, `age` seconds after the login."""
    at: datetime = timezone.now() - timedelta(seconds=age)
    return Signature(person.pk, change.pk, verdict, change.binding, at)


def reviewed(
    person: User, change: ChangeRequest, verdict: str = "approve", **given: Any
) -> Approval:
    """A signed decision."""
    signed = signature(person, change, verdict)
    values: dict[str, Any] = {"signature": signed, "reason": make.WHY}
    return review_change(actor=person, change=change, verdict=verdict, **values | given)


def promoted(
    actor: User, version: Version, *, deployment: Deployment | None = None, name: str
) -> Release:
    """A release in PROD the way it gets there: asked for, approved by the officer."""
    admin, officer = (User.objects.get(username=who) for who in ("admin", "officer"))
    if policies.in_force("PROD", version.project_id).revision == 1:
        short_policy(admin)
    change = asked(actor, version, deployment=deployment, name=name)
    reviewed(officer, change)
    return applied(actor, change)


def applied(actor: User, change: ChangeRequest, **given: Any) -> Release:
    """The release that an approved change becomes."""
    return apply_change(actor=actor, change=change, **{"reason": make.WHY} | given)
