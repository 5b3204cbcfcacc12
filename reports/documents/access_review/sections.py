"""The first half of the access review: the answer, who is in, and what was decided."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.access_review.evidence import (
    PRINTED,
    AccessEvidence,
    DecisionFact,
    GrantFact,
    ReviewFact,
)
from reports.documents.access_review.findings import RULE, findings, to_remove
from reports.pdf import blocks, fonts, text
from reports.pdf.blocks import Tile, Tiles
from reports.pdf.facts import Facts
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
GRANTS: Final = (
    Column("Person", 66, fonts.MEDIUM),
    Column("Role and way", 76),
    Column("Given by, entry", 62),
    Column("From, to (UTC)", 66),
    Column("Last act", 52),
    Column("Why", WIDTH - 66 - 76 - 62 - 66 - 52 - 84),
    Column("Review", 84),
)
GIVEN: Final = (
    Column("Whose access", WIDTH - 60 - 286, fonts.MEDIUM),
    Column("Entry", 60, align="right"),
    Column("Digest of the entry", 286, fonts.MONO),
)
DECISIONS: Final = (
    Column("Whose access", 78, fonts.MEDIUM),
    Column("Decision", 84),
    Column("By, when (UTC)", 72),
    Column("Why", WIDTH - 78 - 84 - 72 - 40 - 110),
    Column("Entry", 40, align="right"),
    Column("Digest of the entry", 110, fonts.MONO, size=6),
)
REVIEWS: Final = (
    Column("Review", 92, fonts.MEDIUM),
    Column("Opened, by", 84),
    Column("Due", 58),
    Column("Access", 44, align="right"),
    Column("Open", 36, align="right"),
    Column("Attested", WIDTH - 92 - 84 - 58 - 44 - 36 - 50),
    Column("Entry", 50, align="right"),
)
SAID: Final = frozenset({"closed", "system", "service"})  # beside the name
# A word and a tone for each verdict of a reviewer.
VERDICTS: Final = {
    "kept": Chip("met", "Kept"),
    "reduced": Chip("met", "Reduced"),
    "removed": Chip("none", "Removed"),
    "lapsed": Chip("none", "Lapsed"),
    "flagged": Chip("condition", "Last one"),
    "open": Chip("condition", "Not decided"),
}


def summary(evidence: AccessEvidence) -> list[Flowable]:
    gone, waits = len(to_remove(evidence)), _undecided(evidence)
    tiles = (
        Tile("People", text.number(evidence.people), "who are in now"),
        Tile("Access", text.number(len(evidence.grants)), "people by grants"),
        Tile(
            "To remove",
            text.number(gone),
            "closed or the system's",
            "not_met" if gone else "met",
        ),
        Tile(
            "Not decided",
            text.number(waits),
            "by a reviewer of the period",
            "condition" if waits else "met",
        ),
    )
    answer = "Who may get in, whether somebody looked at it, and what is to be done."
    return layout.section(
        1,
        "Summary",
        answer,
        Tiles(tiles),
        blocks.subtitle("Population"),
        Facts(_population(evidence)),
        *layout.check_table(findings(evidence), RULE),
    )


def _undecided(evidence: AccessEvidence) -> int:
    return sum(grant.verdict in {"", "open", "flagged"} for grant in evidence.grants)


def _population(evidence: AccessEvidence) -> tuple[tuple[str, str], ...]:
    return (
        ("Project", f"{evidence.project} ({evidence.project_id})"),
        ("In", f"Every grant in force or given ahead that reaches it, {evidence.at}"),
        ("Counted", "One line for each person and grant; groups by their members now"),
        ("Not in", "Roles on the site that give nothing inside a project"),
        ("Decisions", f"Of reviews opened from {evidence.since} to {evidence.until}"),
        ("Last act", "The newest entry by that person in this project"),
    )


def access(evidence: AccessEvidence) -> list[Flowable]:
    answer = "Each access with who gave it and why, and what the review said [E01]."
    content: list[Flowable] = [
        Table(GRANTS, [_grant_row(grant) for grant in evidence.grants[:PRINTED]])
    ]
    if not evidence.grants:
        content = [blocks.paragraph("Nobody has access.")]
    left = len(evidence.grants) - PRINTED
    if left > 0:
        words = f"{left:,} more lines stand in the evidence file alone."
        content.append(blocks.caption(words))
    given = [_given_row(grant) for grant in evidence.grants[:PRINTED]]
    if given:
        content += [blocks.table_title("Entries that gave it [E01]")]
        content += [Table(GIVEN, given)]
    content += [blocks.table_title("Reviews of the period [E02]")]
    content += _reviews(evidence)
    content += [blocks.table_title("Decisions of these reviews [E03]")]
    rows = [_decision_row(one) for one in evidence.decisions]
    nothing = blocks.paragraph("No reviewer decided on anything.")
    content += [Table(DECISIONS, rows) if rows else nothing]
    return layout.section(2, "Access and decisions", answer, *content)


def _grant_row(grant: GrantFact) -> tuple[Cell, ...]:
    chip = VERDICTS.get(grant.verdict)
    if chip is None:
        word = "Given since" if grant.since_review else "No evidence"
        chip = Chip("condition" if grant.since_review else "no_evidence", word)
    account = f" ({grant.account})" if grant.account in SAID else ""
    until = f"to {_day(grant.valid_until)}" if grant.valid_until else "without an end"
    return (
        f"{grant.person}{account}",
        f"{grant.role} {grant.way}",
        f"{grant.given_by}, {grant.given.entry}",
        f"{_day(grant.valid_from)} {until}",
        _day(grant.last_act) or "none",
        grant.given.why or "none asked",
        chip,
    )


def _given_row(grant: GrantFact) -> tuple[Cell, ...]:
    whose = f"{grant.person}, {grant.role}"
    return whose, grant.given.entry, grant.given.digest or "not shown"


def _day(words: str) -> str:
    return words[:10]


def _reviews(evidence: AccessEvidence) -> list[Flowable]:
    if not evidence.reviews:
        none = Chip("no_evidence")
        row = ("No review was opened", "in the period", "none", "0", "0", none, "none")
        return [Table(REVIEWS, [row])]
    notes = [
        blocks.item(f"{one.name}: {one.attestation}")
        for one in evidence.reviews
        if one.attestation
    ]
    return [Table(REVIEWS, [_review_row(one) for one in evidence.reviews]), *notes]


def _review_row(review: ReviewFact) -> tuple[Cell, ...]:
    state: Cell = review.attested or Chip("condition", "Not yet")
    if review.is_overdue:
        state = Chip("not_met", "Overdue")
    return (
        f"{review.name}, of {review.of}",
        f"{_day(review.opened_at)} {review.opened_by}",
        _day(review.due_at),
        text.number(review.items),
        text.number(review.open),
        state,
        review.opening.entry,
    )


def _decision_row(one: DecisionFact) -> tuple[Cell, ...]:
    became = f", now {one.became}" if one.became else ""
    return (
        f"{one.holder}, {one.role}{became}",
        VERDICTS.get(one.verdict, Chip("none", one.verdict)),
        f"{one.by} {one.at.removesuffix(' UTC')}",
        one.act.why or "none asked",
        one.act.entry,
        one.act.digest or "not shown",
    )
