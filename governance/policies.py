"""Which policy applies to an environment and a project, read anew each time."""

import hashlib
from typing import Any
from uuid import UUID

from governance.exceptions import IllegalMove
from governance.ledger.canonical import canonical
from governance.models import Policy, RiskTier, Tier

MAX_APPROVALS = 5
MAX_CONDITIONS = 20
# What no published policy can go below: nobody puts anything into PROD alone.
LEAST_APPROVALS = {"PROD": 1}


def digest_of(policy: Policy) -> str:
    """The SHA-256 of a policy's canonical content; approvals bind to it."""
    content: dict[str, Any] = {
        "environment": policy.environment,
        "tier": str(policy.tier),
        "revision": policy.revision,
        "approvals": policy.approvals,
        "conditions": policy.conditions,
    }
    if policy.also is not None:
        content["also"] = policy.also
    return hashlib.sha256(canonical(content)).hexdigest()


def tier_of(scope_id: UUID) -> Tier:
    """The risk tier of a project; low until somebody sets it."""
    row = RiskTier.objects.filter(scope=scope_id).order_by("-pk").first()
    return Tier(row.tier) if row else Tier.LOW


def newest(environment: str, tier: str) -> Policy | None:
    """The policy in force for an environment and a tier, if one was ever published."""
    rows = Policy.objects.filter(environment=environment, tier=tier)
    return rows.order_by("-revision").first()


def in_force(environment: str, scope_id: UUID) -> Policy:
    """The policy that decides on a change there now.

    Raises IllegalMove when there is none, or when its row is not what was published:
    without a policy nothing is allowed.
    """
    tier = tier_of(scope_id)
    found = newest(environment, tier)
    if found is None:
        raise IllegalMove(
            f"No policy says what {environment} asks for ({tier.label.lower()}). "
            "An administrator publishes one first."
        )
    if found.digest != digest_of(found):
        raise IllegalMove(f"The {found} is not what was published. Nothing passes it.")
    return found


def approvals(scope_id: UUID) -> dict[str, int]:
    """How many approvals each environment asks for in a project, at a glance."""
    tier = tier_of(scope_id)
    rows = Policy.objects.filter(tier=tier).order_by("revision")
    return dict(rows.values_list("environment", "approvals"))


def least(environment: str) -> int:
    """The number of approvals that every policy of an environment asks for."""
    return LEAST_APPROVALS.get(environment, 0)
