"""The accounts of the access review that need a second look."""

from collections.abc import Iterator
from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.access_review.evidence import AccessEvidence, GrantFact
from reports.documents.access_review.findings import to_remove
from reports.pdf import blocks, fonts
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
ACCOUNTS: Final = (
    Column("Account", 96, fonts.MEDIUM),
    Column("What stands out", WIDTH - 96 - 150 - 76),
    Column("Access", 150),
    Column("Status", 76),
)


def accounts(evidence: AccessEvidence) -> list[Flowable]:
    answer = "Accounts whose access needs a second look [E01]."
    rows = [*_leavers(evidence), *_empty(evidence), *_told(evidence)]
    nothing = blocks.paragraph("No account stands out.")
    table = Table(ACCOUNTS, rows) if rows else nothing
    words = (
        "An Owner without an end must be there: a project never loses its last one. "
        "Closed accounts allow nothing; their grants come back when they are reopened."
    )
    caption = blocks.caption(words)
    return layout.section(5, "Accounts that stand out", answer, caption, table)


def _leavers(evidence: AccessEvidence) -> list[tuple[Cell, ...]]:
    words = {
        "closed": "The account is closed; the grant is in force.",
        "system": "A system account holds a person's role.",
    }
    chip = Chip("not_met", "Remove")
    return [
        (grant.person, words[grant.account], _held(grant), chip)
        for grant in to_remove(evidence)
    ]


def _empty(evidence: AccessEvidence) -> list[tuple[Cell, ...]]:
    words = "The group has no member; whoever joins it is in."
    chip = Chip("condition")
    return [
        (grant.person, words, _held(grant), chip)
        for grant in evidence.grants
        if not grant.account
    ]


def _told(evidence: AccessEvidence) -> list[tuple[Cell, ...]]:
    """What is in order, and is to be known."""
    chip = Chip("none", "Told")
    return [
        (grant.person, words, _held(grant), chip)
        for grant in evidence.grants
        for words in _to_know(grant)
    ]


def _to_know(grant: GrantFact) -> Iterator[str]:
    if grant.role == "Owner" and not grant.valid_until and grant.account == "open":
        yield "Owner without an end."
    if grant.account == "service":
        yield "A program; people answer for it."


def _held(grant: GrantFact) -> str:
    return f"{grant.role} {grant.way}, entry {grant.given.entry}"
