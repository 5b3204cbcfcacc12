"""What a control answers."""

from dataclasses import dataclass

from reports.documents.evidence import Event


@dataclass(frozen=True)
class Answer:
    """What a control found about one version. Tone none: it does not apply."""

    tone: str
    words: str


def met(words: str) -> Answer:
    """The evidence shows it."""
    return Answer("met", words)


def missing(words: str) -> Answer:
    """Nothing on record could show it."""
    return Answer("no_evidence", words)


def entry(entry: Event | None) -> str:
    """The place of an act in the ledger, behind its words."""
    return f" Entry {entry.place}." if entry else ""
