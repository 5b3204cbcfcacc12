"""The sections that end every report: changes, requirements, signatures, evidence."""

from collections.abc import Sequence
from typing import Any, Final

from reportlab.platypus import Flowable

from reports.documents import layout, preface
from reports.documents.checks import Check
from reports.documents.evidence import Clause, Former, Issue, LedgerPosition, Pairs
from reports.pdf import blocks, fonts
from reports.pdf.marks import Chip
from reports.pdf.signing_off import Part, SignOff
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
TITLES: Final = (
    "Changes since the last issue",
    "Requirements",
    "Signatures",
    "Evidence and how to verify",
)
CHANGES: Final = (
    Column("What", WIDTH - 250, fonts.MEDIUM),
    Column("Before", 125),
    Column("Now", 125),
)
CROSSWALK: Final = (
    Column("Requirement", 104, fonts.MEDIUM),
    Column("What it asks for, in our words", WIDTH - 104 - 82 - 112),
    Column("Standing", 82),
    Column("Where in this report", 112),
)
SIGNERS: Final = (
    Part("Prepared", "I asked for this report and have read it."),
    Part("Reviewed", "I have checked it against its evidence."),
    Part("Approved", "I accept what it concludes, with the conditions it names."),
)
CARE: Final = (
    "The table says where this report speaks to a requirement. It does not say that "
    "the requirement is fulfilled. {revision} of the requirements, SHA-256 {digest}."
)


def closing(
    number: int,
    issue: Issue,
    position: LedgerPosition,
    told: tuple[Sequence[Check], Pairs],
    parts: Sequence[tuple[str, str, Any]],
) -> list[Flowable]:
    """The four sections from a number on; `told` are this issue's checks and counts."""
    issued = ("E00", "Issue, requirements, former issue", issue)
    return [
        *_changes(number, issue, *told),
        *_requirements(number + 1, issue),
        *_signatures(number + 2),
        *layout.appendix(number + 3, (issued, *parts), issue, position),
    ]


def _changes(
    number: int, issue: Issue, checks: Sequence[Check], counts: Pairs
) -> list[Flowable]:
    former = issue.former
    if former is None:
        words = "This is the first issue of this report about this subject [E00]."
        nothing = blocks.paragraph("There is nothing to compare it with.")
        return layout.section(number, TITLES[0], words, nothing)
    answer = f"Compared with {former.number}, built {former.built_at} [E00]."
    if former.unreadable:
        words = f"It cannot be compared: {former.unreadable}."
        return layout.section(number, TITLES[0], answer, blocks.paragraph(words))
    rows = differences(former, issue, checks, counts)
    same = blocks.paragraph("Every check and every count is as it was.")
    content = Table(CHANGES, rows) if rows else same
    digest = blocks.caption(f"Evidence of the former issue, SHA-256 {former.evidence}")
    return layout.section(number, TITLES[0], answer, content, digest)


def differences(
    former: Former, issue: Issue, checks: Sequence[Check], counts: Pairs
) -> list[tuple[Cell, ...]]:
    """What changed: the period, the checks in their order, the counts."""
    before, now = dict(former.checks), {check.area: check.tone for check in checks}
    rows: list[tuple[Cell, ...]] = []
    if former.period != issue.period:
        rows.append(("Period", former.period or "none", issue.period or "none"))
    for area in dict.fromkeys([*now, *before]):
        if before.get(area) != now.get(area):
            was, is_now = (_chip(tones.get(area)) for tones in (before, now))
            rows.append((f"Check: {area}", was, is_now))
    was_counted, counted = dict(former.counts), dict(counts)
    for name in dict.fromkeys([*counted, *was_counted]):
        old, new = (each.get(name, "not counted") for each in (was_counted, counted))
        if old != new:
            rows.append((name, old, new))
    return rows


def _chip(tone: str | None) -> Chip:
    return Chip(tone) if tone else Chip("none", "Not checked")


def _requirements(number: int, issue: Issue) -> list[Flowable]:
    required = issue.requirements
    answer = "Which requirements this report speaks to, and where [E00]."
    care = blocks.caption(
        CARE.format(revision=preface.named(issue), digest=required.digest)
    )
    if not required.clauses:
        words = "The revision in force names no section of this kind of report."
        return layout.section(number, TITLES[1], answer, blocks.paragraph(words), care)
    day = issue.generated_at[:10]
    rows = [_clause_row(clause, day) for clause in required.clauses]
    return layout.section(number, TITLES[1], answer, Table(CROSSWALK, rows), care)


def _clause_row(clause: Clause, day: str) -> tuple[Cell, ...]:
    where = ", ".join(clause.sections)
    words = f"{clause.text} {clause.note}".strip()
    return f"{clause.source}, {clause.clause}", words, standing(clause, day), where


def standing(clause: Clause, day: str) -> str:
    """Whether it counts on a day."""
    if clause.valid_to and clause.valid_to <= day:
        return f"Rescinded {clause.valid_to}"
    if clause.valid_from > day:
        return f"Applies from {clause.valid_from}"
    return f"In force since {clause.valid_from}"


def _signatures(number: int) -> list[Flowable]:
    answer = "Room for the people who answer for this report."
    words = (
        "Each signature stands for the sentence beside it. Who acted in the product "
        "is told by the entries above, with their numbers and digests."
    )
    signs = SignOff(SIGNERS)
    return layout.section(number, TITLES[2], answer, signs, blocks.caption(words))
