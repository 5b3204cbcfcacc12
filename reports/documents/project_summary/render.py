"""R8, project compliance summary: its titles, sections and parts of evidence."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.evidence import Pairs
from reports.documents.frame import Parts
from reports.documents.project_summary import findings, inventory, matrix, standing
from reports.documents.project_summary.evidence import SummaryEvidence
from reports.documents.project_summary.standing import overdue
from reports.documents.wording import begun, counted
from reports.pdf import blocks, text
from reports.pdf.blocks import Tile, Tiles
from reports.pdf.facts import Facts
from reports.pdf.score_bars import Score, ScoreBars

TITLE: Final = "Project compliance summary"
SECTIONS: Final = (
    "Summary",
    "Controls by version",
    "Overdue items and conditions",
    "Inventory",
    "Exceptions",
    "Trend",
    "Answers in full",
)
# The names under which the score is compared with the former issue.
SCORES: Final = {
    "met": "Controls met",
    "condition": "Controls with a condition",
    "not_met": "Controls not met",
    "no_evidence": "Controls without evidence",
}


def subject(evidence: SummaryEvidence) -> tuple[str, str]:
    """What the cover is about, and its context."""
    return f"Project {evidence.project}", f"As of {evidence.as_of}"


def counts(evidence: SummaryEvidence) -> Pairs:
    """What is compared with the former issue."""
    score = findings.score(evidence)
    numbers = {name: score[tone] for tone, name in SCORES.items()}
    numbers |= {
        "Models": evidence.models,
        "Versions judged": len(evidence.versions),
        "Overdue items": len(overdue(evidence)),
        "Emergency releases": sum(
            one.emergency is not None for one in evidence.releases
        ),
    }
    return tuple((name, f"{number:,}") for name, number in numbers.items())


def story(evidence: SummaryEvidence) -> list[Flowable]:
    """The sections of its own."""
    return [
        *_summary(evidence),
        *matrix.matrix(evidence),
        *standing.open_items(evidence),
        *inventory.inventory(evidence),
        *inventory.exceptions(evidence),
        *_trend(evidence),
        *matrix.in_full(evidence),
    ]


def _summary(evidence: SummaryEvidence) -> list[Flowable]:
    others = begun(f"{counted(evidence.others, 'older version')} that answer nowhere")
    facts = Facts(
        (
            ("Filter", evidence.filter),
            ("In", begun(counted(len(evidence.versions), "version"))),
            ("Out", others),
            ("Not counted", "Versions and releases of other projects"),
        )
    )
    answer = "Which controls hold for this project, and what is missing or overdue."
    checks = findings.findings(evidence)
    return layout.section(
        1,
        SECTIONS[0],
        answer,
        Tiles(_tiles(evidence)),
        blocks.subtitle("Statement"),
        facts,
        *layout.check_table(checks, findings.RULE),
    )


def _tiles(evidence: SummaryEvidence) -> list[Tile]:
    score, late = findings.score(evidence), len(overdue(evidence))
    total = score.total()
    answering = sum(bool(one.environments) for one in evidence.versions)
    held = f"{score['condition']} cond., {score['no_evidence']} no evidence"
    return [
        Tile(
            "Controls met",
            f"{score['met']} / {total}",
            held,
            "met" if score["met"] == total else "condition",
        ),
        Tile(
            "Not met",
            text.number(score["not_met"]),
            "by their worst answer",
            "not_met" if score["not_met"] else "met",
        ),
        Tile(
            "Versions in force",
            text.number(answering),
            counted(evidence.models, "model"),
        ),
        Tile("Overdue", text.number(late), "items", "not_met" if late else "met"),
    ]


def _trend(evidence: SummaryEvidence) -> list[Flowable]:
    """The score beside that of the issue before, as its stored evidence gives it."""
    answer = "The score against the former issue of this report [E00]."
    former, score = evidence.issue.former, findings.score(evidence)
    now = Score(
        "This issue",
        evidence.as_of[:10],
        tuple((tone, score[tone]) for tone in SCORES),
    )
    before = _before(dict(former.counts)) if former else None
    if former is None or before is None:
        words = "There is no former issue to compare with; the next one will show both."
        if former is not None:
            words = f"The score of {former.number} cannot be read."
        content = [blocks.paragraph(words), ScoreBars([now], _told([now]))]
        return layout.section(6, SECTIONS[5], answer, *content)
    scores = [now, Score(former.number, former.built_at[:10], before)]
    title = blocks.table_title("Figure 2  Controls by status, now and before [E00]")
    return layout.section(
        6, SECTIONS[5], answer, title, ScoreBars(scores, _told(scores))
    )


def _before(counted_then: dict[str, str]) -> tuple[tuple[str, int], ...] | None:
    """The four counts of the former issue; None when one of them is no number."""
    found = [(tone, counted_then.get(name, "")) for tone, name in SCORES.items()]
    if not all(words.replace(",", "").isdecimal() for _, words in found):
        return None
    return tuple((tone, int(words.replace(",", ""))) for tone, words in found)


def _told(scores: list[Score]) -> str:
    """The figure in words, for those who hear it."""
    return " ".join(
        f"{one.name}, {one.at}: "
        + ", ".join(f"{SCORES[tone].lower()} {count}" for tone, count in one.counts)
        + "."
        for one in scores
    )


def parts(evidence: SummaryEvidence) -> Parts:
    """The evidence, part by part, as the appendix lists it."""
    governed = (evidence.owners, evidence.tier)
    return [
        ("E01", "Ledger position", evidence.position),
        ("E02", "Versions", evidence.versions),
        ("E03", "Releases, emergencies", (evidence.releases, evidence.live)),
        ("E04", "Owners, risk tier", governed),
        ("E05", "Access reviews", evidence.access_reviews),
    ]
