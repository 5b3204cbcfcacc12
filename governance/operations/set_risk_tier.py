"""Put a project into a risk tier."""

from governance import policies
from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.models import RiskTier, Subject, Tier, User
from governance.recording import governed


def set_risk_tier(*, actor: User, project: Subject, tier: str, reason: str) -> RiskTier:
    """The tier decides which policies apply; open requests become void by that.

    Refuses an unknown tier and the one that the project is in.
    """
    if tier not in Tier:
        raise InvalidInput("tier", f"Choose one of: {', '.join(Tier)}.")
    with governed(actor, Action.RISK_TIER_SET, project, reason=reason) as record:
        before = policies.tier_of(project.pk)
        if before == tier:
            raise InvalidInput(
                "tier", f"The project is {before.label.lower()} already."
            )
        record.change("tier", before.value, tier)
        return RiskTier.objects.create(
            scope=project.pk, tier=Tier(tier), set_by=record.actor
        )
