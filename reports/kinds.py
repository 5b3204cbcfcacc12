"""What each kind of report answers, in words for the reports centre."""

from dataclasses import dataclass

from reports.models import Report


@dataclass(frozen=True)
class KindCard:
    """A kind as the page offers it."""

    code: str
    title: str
    question: str
    holds: str


CARDS = (
    KindCard(
        Report.Kind.DOSSIER.value,
        "Model version dossier",
        "What is this version, and what is missing before anybody relies on it?",
        "One version: files, data, metrics, releases, comments, entries, gaps.",
    ),
    KindCard(
        Report.Kind.AUDIT_TRAIL.value,
        "Audit trail",
        "What happened, and is the record whole?",
        "Entries of a period with their digests, counted and checked again.",
    ),
)
BY_CODE = {card.code: card for card in CARDS}
