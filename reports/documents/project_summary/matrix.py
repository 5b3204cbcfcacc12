"""The matrix of R8, totals by control, and every answer in words."""

from collections import Counter
from typing import Final

from reportlab.platypus import CondPageBreak, Flowable

from reports.documents import layout
from reports.documents.project_summary.answering import Answer
from reports.documents.project_summary.controls import CONTROLS, answers
from reports.documents.project_summary.evidence import SummaryEvidence, VersionFact
from reports.documents.project_summary.findings import EMPTY, SCORED, findings
from reports.documents.titling import titled
from reports.pdf import blocks, fonts, theme
from reports.pdf.marks import Chip
from reports.pdf.matrix import Matrix, MatrixRow
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
TOTALS: Final = (
    Column("Control", 74, fonts.MEDIUM),
    Column("Question", WIDTH - 74 - 4 * 48 - 80),
    *(Column(theme.WORDS[tone], 48, align="right") for tone in SCORED),
    Column("Worth", 80),
)
ALL_ANSWERS: Final = 310.0  # one version's answers stay on one page
HEADING: Final = 80.0
ANSWERS: Final = (
    Column("Control", 74, fonts.MEDIUM),
    Column("What was found", WIDTH - 74 - 90 - 50),
    Column("Status", 90),
    Column("Evidence", 50, muted=True),
)
KEY: Final = (
    "Green circle: met. Amber triangle: condition. Red square: not met, or no "
    "evidence. Grey dash (n/a): the control does not apply to this version now."
)
NOTHING: Final = f"{EMPTY} yet. The first one registered will stand here."


def matrix(evidence: SummaryEvidence) -> list[Flowable]:
    """The figure, and the same as a table of counts."""
    answer = "Every control, asked of every version that matters [E02] to [E05]."
    title = "Controls by version"
    if not evidence.versions:
        return layout.section(2, title, answer, blocks.paragraph(NOTHING))
    rows = [
        MatrixRow(version.label, place(version), tuple(one.tone for one in row))
        for version, row in zip(evidence.versions, answers(evidence), strict=True)
    ]
    figure = Matrix([one.name for one in CONTROLS], rows, _told(rows))
    return layout.section(
        2,
        title,
        answer,
        blocks.table_title("Figure 1  Status of each control by version"),
        figure,
        blocks.caption(KEY),
        *titled("Versions by control and status", Table(TOTALS, _totals(evidence))),
    )


def place(version: VersionFact) -> str:
    """Where it answers, or why it is listed."""
    where = ", ".join(version.environments) or "answers nowhere"
    newest = "newest" if version.is_newest else ""
    gone = "withdrawn" if version.is_withdrawn else ""
    return ", ".join(part for part in (where, newest, gone) if part)


def _told(rows: list[MatrixRow]) -> str:
    """The figure in words, for those who hear it."""
    names = [control.name for control in CONTROLS]
    return " ".join(
        f"{row.name}, {row.place}: "
        + ", ".join(
            f"{name} {_heard(tone)}"
            for name, tone in zip(names, row.tones, strict=True)
        )
        + "."
        for row in rows
    )


def _heard(tone: str) -> str:
    return "not applicable" if tone == "none" else theme.WORDS[tone].lower()


def _totals(evidence: SummaryEvidence) -> list[tuple[Cell, ...]]:
    columns = zip(*answers(evidence), strict=True)
    rows: list[tuple[Cell, ...]] = []
    for control, column, check in zip(
        CONTROLS, columns, findings(evidence), strict=True
    ):
        found = Counter(one.tone for one in column)
        counts = (f"{found[tone]:,}" for tone in SCORED)
        rows.append((control.name, control.question, *counts, Chip(check.tone)))
    return rows


def in_full(evidence: SummaryEvidence) -> list[Flowable]:
    """Each answer with its words: what the matrix stands for."""
    answer = "What was found for each version, control by control."
    content: list[Flowable] = []
    for version, row in zip(evidence.versions, answers(evidence), strict=True):
        table = Table(ANSWERS, _answered(row))
        digest = blocks.caption(f"Manifest SHA-256 {version.digest}")
        content += titled(
            f"{version.label}: {place(version)}", digest, table, room=ALL_ANSWERS
        )
    if not content:
        content = [blocks.paragraph(NOTHING)]
    # The heading goes where the first version's answers go.
    room = CondPageBreak(ALL_ANSWERS + HEADING if evidence.versions else 0)
    return [room, *layout.section(7, "Answers in full", answer, *content)]


def _answered(row: tuple[Answer, ...]) -> list[tuple[Cell, ...]]:
    return [
        (
            control.name,
            one.words,
            Chip(one.tone, "Does not apply" if one.tone == "none" else ""),
            f"[{control.source}]",
        )
        for control, one in zip(CONTROLS, row, strict=True)
    ]
