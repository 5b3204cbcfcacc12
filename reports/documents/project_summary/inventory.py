"""R8's inventory, and what went past a control."""

from datetime import date
from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.project_summary.due import DUE_RULE, next_due
from reports.documents.project_summary.evidence import SummaryEvidence, VersionFact
from reports.documents.project_summary.matrix import place
from reports.documents.project_summary.standing import at, owners
from reports.documents.release_facts import EmergencyFact, ReleaseFact
from reports.pdf import blocks, fonts
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
INVENTORY: Final = (
    Column("Version", 88, fonts.MEDIUM),
    Column("Built by, owner", 74),
    Column("Risk tier", 56),
    Column("In force", 66),
    Column("Last validation", WIDTH - 88 - 74 - 56 - 66 - 62 - 44),
    Column("Next due", 62),
    Column("Entry", 44, align="right"),
)
EXCEPTIONS: Final = (
    Column("Exception", 100, fonts.MEDIUM),
    Column("What, by whom, and why", WIDTH - 100 - 84 - 76 - 60),
    Column("Until", 84),
    Column("Status", 76),
    Column("Entry", 60, align="right"),
)
NO_WAIVER: Final = (
    "Nothing else is an exception: the product has no way to waive a control, an "
    "approval or a finding."
)


def inventory(evidence: SummaryEvidence) -> list[Flowable]:
    """Each version that matters, who answers for it, and when it is looked at again."""
    answer = "What the project holds, where it answers, who answers for it [E02] [E04]."
    rows = [_listed(evidence, version) for version in evidence.versions]
    nothing = blocks.paragraph("The inventory is empty: no version is registered.")
    content = Table(INVENTORY, rows) if rows else nothing
    return layout.section(4, "Inventory", answer, content, blocks.caption(DUE_RULE))


def _listed(evidence: SummaryEvidence, version: VersionFact) -> tuple[Cell, ...]:
    found = version.validation
    due = next_due(evidence, version)
    last = f"{found.at[:10]} by {found.who}: {found.state.replace('_', ' ')}"
    carried = ", carried over" if found.is_carried else ""
    return (
        version.label,
        f"{version.built_by}; {owners(evidence)}",
        evidence.tier.tier if evidence.tier else "not set",
        place(version),
        f"{last}{carried}" if found.at else "never",
        _due(found.at, due),
        at(found.entry) if found.at else "\N{EN DASH}",
    )


def _due(last: str, due: date | None) -> str:
    if due is None:
        return "when it answers"
    return due.isoformat() if last else "at once"


def exceptions(evidence: SummaryEvidence) -> list[Flowable]:
    """What went past a control, with its end."""
    answer = "What went past approval, and verdicts carried to a refit [E02] [E03]."
    rows = [
        _emergency(one, one.emergency)
        for one in evidence.releases
        if one.emergency is not None
    ]
    rows += [
        _carried(evidence, version)
        for version in evidence.versions
        if version.validation.is_carried
    ]
    nothing = blocks.paragraph("There was none.")
    content = Table(EXCEPTIONS, rows) if rows else nothing
    return layout.section(5, "Exceptions", answer, content, blocks.caption(NO_WAIVER))


def _emergency(release: ReleaseFact, found: EmergencyFact) -> tuple[Cell, ...]:
    review = found.review
    chip = (
        Chip("not_met", "Overdue") if found.is_overdue else Chip("condition", "Waits")
    )
    end = f"review due {found.due_at[:10]}"
    if review is not None:
        is_good = review.outcome == "justified"
        chip = Chip("met" if is_good else "not_met", review.label)
        end = f"reviewed {review.at[:10]} by {review.who}, entry {at(review.entry)}"
    why = release.why or "no reason on record"
    return (
        f"Emergency: {release.environment} {release.name}",
        f"{release.version} by {found.made_by}, {release.at[:10]}. Why: {why}",
        end,
        chip,
        at(release.entry),
    )


def _carried(evidence: SummaryEvidence, version: VersionFact) -> tuple[Cell, ...]:
    due = next_due(evidence, version)
    return (
        f"Carried verdict: {version.label}",
        version.validation.words,
        f"validated again by {due}" if due else "until it answers",
        Chip("condition", "Carried"),
        at(version.validation.entry),
    )
