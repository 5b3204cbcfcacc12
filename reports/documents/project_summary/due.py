"""When a version is validated again: the rule in words and in code."""

from datetime import date, timedelta
from typing import Final

from reports.documents.project_summary.evidence import SummaryEvidence, VersionFact

YEAR: Final = timedelta(days=365)
DUE_RULE: Final = (
    "A version that answers is validated again within 12 months of its verdict when "
    "the project is of high risk or nobody set its tier, within 24 months when it is "
    "of low risk; without a verdict, validation is due at once."
)


def day_of(words: str) -> date:
    """The day that a moment or a day begins with."""
    return date.fromisoformat(words[:10])


def next_due(evidence: SummaryEvidence, version: VersionFact) -> date | None:
    """When it is validated again, see DUE_RULE; None where it answers nowhere."""
    if not version.environments:
        return None
    if not version.validation.at:
        return day_of(evidence.as_of)
    is_low = evidence.tier is not None and evidence.tier.tier.startswith("Low")
    return day_of(version.validation.at) + (2 * YEAR if is_low else YEAR)
