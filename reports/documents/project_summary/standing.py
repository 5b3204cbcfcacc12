"""R8's lists of what is overdue, and of what was accepted on a condition."""

from dataclasses import dataclass
from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.evidence import Event
from reports.documents.project_summary.due import DUE_RULE, day_of, next_due
from reports.documents.project_summary.evidence import (
    FindingFact,
    SummaryEvidence,
    VersionFact,
)
from reports.documents.titling import titled
from reports.pdf import blocks, fonts
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
OVERDUE: Final = (
    Column("What", 92, fonts.MEDIUM),
    Column("Which", WIDTH - 92 - 78 - 58 - 74 - 40),
    Column("Owner", 78),
    Column("Due", 58),
    Column("Status", 74),
    Column("Entry", 40, align="right"),
)
CONDITIONS: Final = (
    Column("Version", 84, fonts.MEDIUM),
    Column("Condition or open finding", WIDTH - 84 - 78 - 66 - 78 - 50),
    Column("Owner", 78),
    Column("Date", 66),
    Column("Status", 78),
    Column("Entry", 50, align="right"),
)
OWNER_NOTE: Final = (
    "The product keeps no owner and no day of a condition. Its owner here is who owns "
    "the project; its date is the day of the verdict. A finding has an owner and a day "
    "of its own. "
)


@dataclass(frozen=True)
class Item:
    """Something whose day is over."""

    what: str
    which: str
    owner: str
    due: str
    entry: Event | None


def overdue(evidence: SummaryEvidence) -> tuple[Item, ...]:
    """Findings, emergency reviews, access reviews, validations: the oldest first."""
    found = (*_findings(evidence), *_reviews(evidence), *_validations(evidence))
    return tuple(sorted(found, key=lambda one: (one.due, one.what, one.which)))


def _findings(evidence: SummaryEvidence) -> list[Item]:
    today = day_of(evidence.as_of)
    return [
        Item(
            f"{one.severity} finding {one.number}",
            f"{version.label}: {one.text}",
            one.owner,
            one.due,
            one.entry,
        )
        for version, one in _open_findings(evidence)
        if day_of(one.due) < today
    ]


def _open_findings(
    evidence: SummaryEvidence,
) -> list[tuple[VersionFact, FindingFact]]:
    """Each once; a refit shares those of the version whose verdict it carries."""
    found: dict[FindingFact, VersionFact] = {}
    for version in evidence.versions:
        for one in version.findings:
            found.setdefault(one, version)
    return [(version, one) for one, version in found.items()]


def _reviews(evidence: SummaryEvidence) -> list[Item]:
    today = day_of(evidence.as_of)
    items = [
        Item("Emergency review", one.name, "whoever reviews", e.due_at[:10], one.entry)
        for one in evidence.releases
        if (e := one.emergency) and e.is_overdue
    ]
    return items + [
        Item("Access review", one.name, one.opened_by, one.due_at[:10], one.entry)
        for one in evidence.access_reviews
        if not one.at and day_of(one.due_at) < today
    ]


def _validations(evidence: SummaryEvidence) -> list[Item]:
    today = day_of(evidence.as_of)
    return [
        Item(
            "Validation",
            version.label,
            "validators",
            due.isoformat() if version.validation.at else "at once",
            version.validation.entry,
        )
        for version in evidence.versions
        if (due := next_due(evidence, version)) and due <= today
    ]


def open_items(evidence: SummaryEvidence) -> list[Flowable]:
    """What is late, in red; then what verdicts and findings still ask for."""
    answer = "What is late, and what was accepted on a condition [E02] [E03] [E05]."
    late: list[tuple[Cell, ...]] = [
        (
            one.what,
            one.which,
            one.owner,
            one.due,
            Chip("not_met", "Overdue"),
            at(one.entry),
        )
        for one in overdue(evidence)
    ]
    asked = _conditions(evidence)
    nothing = blocks.paragraph("Nothing is overdue.")
    none = blocks.paragraph("No verdict carries a condition, no finding is open.")
    return layout.section(
        3,
        "Overdue items and conditions",
        answer,
        *titled("Overdue", Table(OVERDUE, late) if late else nothing),
        *titled("Open conditions", Table(CONDITIONS, asked) if asked else none),
        blocks.caption(OWNER_NOTE + DUE_RULE),
    )


def at(entry: Event | None) -> str:
    """An entry by its number."""
    return entry.place if entry else "none"


def owners(evidence: SummaryEvidence) -> str:
    """Who owns the project."""
    return ", ".join(one.name for one in evidence.owners) or "nobody"


def _conditions(evidence: SummaryEvidence) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = [
        (
            version.label,
            f"{found.who}: {found.conditions}",
            owners(evidence),
            found.at[:10],
            Chip("condition"),
            at(found.entry),
        )
        for version in evidence.versions
        if (found := version.validation).conditions
    ]
    return rows + [
        (
            version.label,
            f"{one.severity} finding {one.number}: {one.text}",
            one.owner,
            f"due {one.due}",
            Chip("not_met" if one.is_serious else "condition", "Open"),
            at(one.entry),
        )
        for version, one in _open_findings(evidence)
    ]
