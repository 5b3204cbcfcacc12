"""The second half of the access review: changes, duties, proof, refusals."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.access_review.evidence import (
    AccessEvidence,
    DutyFact,
    ProofFact,
)
from reports.documents.access_review.findings import SEPARATION
from reports.documents.wording import listed
from reports.pdf import blocks, fonts, text
from reports.pdf.duties import MOST_COLUMNS, Duties
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
DUTIES: Final = (
    Column("Version", 92, fonts.MEDIUM),
    Column("Built", 72),
    Column("Validated", 72),
    Column("Asked", 62),
    Column("Approved", 62),
    Column("Deployed", 62),
    Column("Conflict", WIDTH - 92 - 72 - 72 - 62 * 3),
)
PROOF: Final = (
    Column("Person", 80, fonts.MEDIUM),
    Column("Rights by the entries", 176),
    Column("What guardian says otherwise", WIDTH - 80 - 176 - 70 - 40),
    Column("Rights", 40, align="right"),
    Column("Same", 70),
)
METHOD: Final = (
    "By the entries: every entry about access to this project is followed from the "
    "first to the last, each digest computed again; the grants that are in force then "
    "give the rights of the holder and of the groups the holder is in. In guardian: "
    "the rows of its tables as they stand. Neither side reads a row of a grant. Rights "
    "that a role on the site gives are decided by that role and stand in no table of "
    "guardian's. manage.py verify_access compares all projects."
)


def changes(evidence: AccessEvidence) -> list[Flowable]:
    answer = f"Access given, changed and ended since {evidence.changed_since} [E04]."
    nothing = blocks.paragraph("Nothing changed.")
    content: list[Flowable] = [nothing]
    if evidence.changes:
        words = f"{len(evidence.changes):,} of {evidence.changed:,} entries."
        content = [blocks.caption(words), layout.event_table(evidence.changes)]
    return layout.section(3, "Changes since the last review", answer, *content)


def duties(evidence: AccessEvidence) -> list[Flowable]:
    answer = "Who did what with each version; joined duties are red [E05]."
    title = "Segregation of duties"
    if not evidence.duties:
        nothing = blocks.paragraph("There is no version yet.")
        return layout.section(4, title, answer, nothing)
    shown = evidence.duties[:MOST_COLUMNS]
    words = f"The newest {len(shown)} of {evidence.versions:,} versions"
    return layout.section(
        4,
        title,
        answer,
        blocks.caption(SEPARATION),
        blocks.table_title(words),
        _grid(shown),
        blocks.table_title("Duties by version"),
        Table(DUTIES, [_duty_row(duty) for duty in evidence.duties]),
    )


def _grid(shown: tuple[DutyFact, ...]) -> Duties:
    cells: dict[tuple[str, str], str] = {}
    for duty in shown:
        for word, people in (
            ("built", duty.built),
            ("validated", duty.validated),
            ("asked", duty.asked),
            ("approved", duty.approved),
            ("deployed", duty.deployed),
        ):
            for person in people:
                told = cells.get((person, duty.version), "")
                cells[person, duty.version] = f"{told}, {word}" if told else word
    conflicts = {(who, duty.version) for duty in shown for who, _ in duty.conflicts}
    return Duties([duty.version for duty in shown], cells, conflicts)


def _duty_row(duty: DutyFact) -> tuple[Cell, ...]:
    told = (duty.built, duty.validated, duty.asked, duty.approved, duty.deployed)
    found = [f"{person} {words}" for person, words in duty.conflicts]
    state: Cell = Chip("not_met", "Conflict") if found else Chip("met", "Apart")
    return (duty.version, *(listed(people) or "nobody" for people in told), state)


def proof(evidence: AccessEvidence) -> list[Flowable]:
    answer = (
        f"Rights found in two ways, from {evidence.read:,} entries and from "
        "guardian's rows [E06]."
    )
    rows = [_proof_row(fact) for fact in evidence.proofs]
    nothing = blocks.paragraph("There is nobody to compare.")
    strays = [blocks.item(words) for words in evidence.strays]
    if strays:
        strays.insert(0, blocks.subtitle("Rows that differ, by holder"))
    table = Table(PROOF, rows) if rows else nothing
    return layout.section(6, "Proof", answer, blocks.caption(METHOD), table, *strays)


def _proof_row(fact: ProofFact) -> tuple[Cell, ...]:
    chip = Chip("not_met", "Differs") if fact.differences else Chip("met", "Same")
    return (
        fact.person,
        ", ".join(fact.by_entries) or "none on the project",
        listed(fact.differences) or "nothing",
        text.number(len(fact.by_guardian)),
        chip,
    )


def refused(evidence: AccessEvidence) -> list[Flowable]:
    count = evidence.denials
    answer = "Attempts without the right, in the period [E07]."
    if not count:
        nothing = blocks.paragraph("There was none.")
        return layout.section(7, "Refused attempts", answer, nothing)
    table = layout.event_table(evidence.denied)
    words = (
        f"{len(evidence.denied):,} of {count:,}. One entry stands for all attempts of "
        "one minute by the same person at the same thing; it holds their number."
    )
    caption = blocks.caption(words)
    return layout.section(7, "Refused attempts", answer, caption, table)
