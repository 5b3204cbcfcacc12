"""Page two of every report: what it rests on, who may read what, how to read it."""

from typing import Final

from reportlab.platypus import Flowable, PageBreak

from reports.documents.evidence import Issue
from reports.pdf import blocks, fonts, theme
from reports.pdf.facts import Facts
from reports.pdf.marks import Chip
from reports.pdf.tables import Column, Table

LEGEND: Final = (
    Column("Status", 96),
    Column("What it means here", theme.CONTENT - 96, fonts.REGULAR),
)
MEANINGS: Final = (
    ("met", "The evidence shows it."),
    ("condition", "It holds, and the report names what is still to be done or known."),
    ("not_met", "The evidence shows that it does not hold."),
    ("no_evidence", "Nothing was found that could show it. This lowers the verdict."),
)
MARKERS: Final = (
    "A mark such as [E02] names a part of the evidence; the last section lists each "
    "part with its digest. Times are UTC. A number such as 18,442 is an entry's place "
    "in the ledger; an entry that waits has a digest and no number yet."
)
ADVICE: Final = (
    "This is evidence, not legal advice. It says what was recorded and what follows "
    "from it by printed rules. Whether a duty is fulfilled is for people to judge."
)


def preface(issue: Issue) -> list[Flowable]:
    """Below the contents; what follows begins a new page."""
    rows = [(Chip(tone), words) for tone, words in MEANINGS]
    return [
        blocks.subtitle("What this report rests on"),
        Facts(_basis(issue)),
        blocks.subtitle("How to read it"),
        Table(LEGEND, rows),
        blocks.caption(MARKERS),
        PageBreak(),
    ]


def _basis(issue: Issue) -> list[tuple[str, str]]:
    required = issue.requirements
    return [
        ("Newest entry considered", _newest(issue)),
        ("Period", issue.period or "Everything up to that entry"),
        ("Whose data it holds", issue.seen_as),
        ("Requirements", f"{named(issue)}, {required.published}"),
        ("What it is not", ADVICE),
    ]


def named(issue: Issue) -> str:
    """The revision of the requirements, in words."""
    return f"Revision {issue.requirements.revision}"


def _newest(issue: Issue) -> str:
    newest = issue.newest
    if newest is None:
        return "No entry was found"
    return f"{newest.entry} of {newest.at}, {newest.age} before this was built"
