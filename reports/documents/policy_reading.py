"""Which revision of which policy was in force when, read at once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from governance import gates, policies
from governance.models import Policy, RiskTier, Tier
from reports.documents import release_facts as facts
from reports.documents.reading import moment


class Policies:
    """Every revision, and the risk tiers that a project was put into; two queries."""

    def __init__(self, project_id: UUID) -> None:
        tiers = RiskTier.objects.filter(scope=project_id).order_by("pk")
        self._tiers = list(tiers)
        rows = Policy.objects.select_related("published_by")
        self._rows = list(rows.order_by("environment", "tier", "revision"))

    def at(self, environment: str, when: datetime) -> facts.PolicyFact | None:
        """The policy then in force; None for none, and for one that was altered."""
        tier = self._tier(when)
        found = [
            row
            for row in self._rows
            if (row.environment, row.tier) == (environment, tier)
            and row.published_at <= when
        ]
        if not found or not _told(found[-1]).is_whole:
            return None
        return _told(found[-1])

    def _tier(self, when: datetime) -> str:
        """The tier then; low until somebody set it."""
        found = [row.tier for row in self._tiers if row.set_at <= when]
        return found[-1] if found else Tier.LOW.value

    def used(
        self, releases: Iterable[facts.ReleaseFact]
    ) -> tuple[facts.PolicyFact, ...]:
        """Those that decided on any of the releases."""
        names = {release.policy for release in releases}
        told = (_told(row) for row in self._rows)
        return tuple(policy for policy in told if policy.name in names)


def _told(row: Policy) -> facts.PolicyFact:
    tier = Tier(row.tier)
    least = policies.least(row.environment)
    return facts.PolicyFact(
        name=f"{row.environment} {tier.label.lower()}, revision {row.revision}",
        environment=row.environment,
        tier=tier.label,
        revision=row.revision,
        approvals=max(row.approvals, least),
        conditions=tuple(gates.says(settings) for settings in row.conditions),
        digest=row.digest,
        is_whole=row.digest == policies.digest_of(row),
        published_by=row.published_by.username if row.published_by else "",
        published_at=moment(row.published_at),
    )
