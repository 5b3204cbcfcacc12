"""The second half of the validation report: findings, challenge, decision."""

from typing import Final

from reportlab.platypus import Flowable, KeepTogether

from reports.documents import layout
from reports.documents.validation.evidence import (
    FindingFact,
    RefitFact,
    RemarkFact,
    ValidationEvidence,
    VerdictFact,
)
from reports.pdf import blocks, fonts
from reports.pdf.facts import Facts
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
FINDINGS: Final = (
    Column("No.", 26, align="right"),
    Column("Severity", 50, fonts.MEDIUM),
    Column("Finding", WIDTH - 26 - 50 - 62 - 54 - 110 - 66),
    Column("Owner", 62),
    Column("Due", 54),
    Column("Closed, why", 110),
    Column("State", 66),
)
CHALLENGE: Final = (
    Column("When (UTC)", 56),
    Column("Who", 60, fonts.MEDIUM),
    Column("What", 74),
    Column("Text", WIDTH - 56 - 60 - 74 - 38 - 110),
    Column("Entry", 38, align="right"),
    Column("Digest of the entry", 110, fonts.MONO, size=6),
)
OUTCOMES: Final = {
    "accepted": ("met", "Accepted"),
    "accepted_with_conditions": ("condition", "Accepted with conditions"),
    "rejected": ("not_met", "Rejected"),
}


def findings(evidence: ValidationEvidence) -> list[Flowable]:
    answer = "What validators found, who looks after it, and how it ended [E05]."
    rows = [_finding_row(one) for one in evidence.findings]
    words = "No finding was raised."
    if evidence.validation is None:
        words = "There is no validation, so nothing could be found."
    table = Table(FINDINGS, rows) if rows else blocks.paragraph(words)
    return layout.section(5, "Findings", answer, table)


def _finding_row(one: FindingFact) -> tuple[Cell, ...]:
    chip, end = Chip("condition", "Open"), "not closed"
    if one.is_overdue:
        chip = Chip("not_met", "Overdue")
    if not one.is_open:
        chip = Chip("met", "Closed")
        end = f"{one.closed_at[:10]} {one.closed_by}: {one.closure}"
        end = f"{end} (entry {one.closing.entry})"
    replies = len(one.replies)
    told = f" {replies} {'reply' if replies == 1 else 'replies'}." if replies else ""
    return (
        str(one.number),
        one.severity,
        f"{one.text} (entry {one.act.entry}){told}",
        one.owner,
        one.due,
        end,
        chip,
    )


def challenge(evidence: ValidationEvidence) -> list[Flowable]:
    answer = "What people said to each other about this version, oldest first [E06]."
    rows = [_remark_row(remark) for remark in evidence.challenge]
    nothing = blocks.paragraph("Nobody has said anything: there was no challenge.")
    table = Table(CHALLENGE, rows) if rows else nothing
    return layout.section(6, "Effective challenge", answer, table)


def _remark_row(remark: RemarkFact) -> tuple[Cell, ...]:
    return (
        remark.at.removesuffix(" UTC"),
        remark.who,
        remark.what,
        remark.text,
        remark.act.entry,
        remark.act.digest or "none",
    )


def decision(evidence: ValidationEvidence) -> list[Flowable]:
    answer = "Who decided, about exactly which digest, and why [E07]."
    verdict = evidence.verdict
    content: list[Flowable] = [blocks.paragraph(evidence.words)]
    if verdict is not None:
        tone, word = OUTCOMES.get(verdict.outcome, ("open", verdict.outcome))
        sentence = f"{word} by {verdict.by}"
        box = blocks.Box(tone, "VERDICT OF THE VALIDATOR", sentence, evidence.words)
        content = [KeepTogether([box, Facts(_verdict(verdict))])]
    else:
        words = "Nobody has given a verdict on this digest"
        content = [blocks.Box("no_evidence", "NO EVIDENCE", words, evidence.words)]
    if evidence.refit is not None:
        content += _refit(evidence.refit)
    return layout.section(7, "Decision", answer, *content)


def _verdict(verdict: VerdictFact) -> list[tuple[str, str]]:
    return [
        ("Given", f"{verdict.at} by {verdict.by}"),
        ("About", verdict.version),
        ("Manifest digest", verdict.digest),
        ("Why", verdict.reason or "none asked"),
        ("Conditions", verdict.conditions or "none"),
        ("Entry", verdict.act.entry),
        ("Digest of the entry", verdict.act.digest or "none"),
    ]


def _refit(refit: RefitFact) -> list[Flowable]:
    """Whether the verdict on the older one may be carried over, and by what."""
    if refit.is_refit:
        words = (
            f"Proven from both sealed manifests: the same recipe as {refit.older}, on "
            "training data that is other data and was registered later. The verdict "
            "on it is carried over."
        )
    else:
        words = f"It is a rebuild of {refit.older}, not a refit: no verdict is carried."
    lines = [*(f"Recipe: {one}" for one in refit.recipe), *refit.data, *refit.faults]
    return [
        blocks.subtitle(f"Compared with {refit.older}"),
        blocks.paragraph(words),
        *(blocks.item(line) for line in lines),
    ]
