"""R2, the audit trail: its titles, sections and parts of evidence."""

from collections import Counter
from datetime import date, timedelta
from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.audit_trail.evidence import AuditEvidence, Counts
from reports.documents.audit_trail.findings import findings
from reports.documents.checks import verdict
from reports.documents.evidence import Pairs
from reports.documents.frame import Parts
from reports.documents.wording import begun, counted
from reports.pdf import blocks, fonts, text
from reports.pdf.blocks import Tile, Tiles
from reports.pdf.charts import DayBars
from reports.pdf.cover import Verdict
from reports.pdf.facts import Facts
from reports.pdf.tables import Column, Table

TITLE: Final = "Audit trail"
SECTIONS: Final = ("Summary", "Activity", "Privileged actions", "All entries")
WHOLE: Final = "The listed record is whole"
MAX_BARS: Final = 62  # a longer period is drawn by month
ACTIONS: Final = (
    Column("Action", 170, fonts.MONO),
    Column("Who", layout.WIDTH - 170 - 90, fonts.MEDIUM),
    Column("Entries", 90, align="right"),
)


def subject(evidence: AuditEvidence) -> tuple[str, str]:
    """What the cover is about, and its context."""
    context = f"Recorded from {evidence.since} to {evidence.until}"
    return f"Project {evidence.project}", context


def counts(evidence: AuditEvidence) -> Pairs:
    """What is compared with the former issue."""
    found = evidence.counts
    numbers = {
        "Entries in the period": found.inside,
        "Acting accounts": found.people,
        "Privileged acts": found.privileged,
        "Refused attempts": found.refused,
        "Reasons erased": found.erased,
    }
    return tuple((name, f"{number:,}") for name, number in numbers.items())


def conclusion(evidence: AuditEvidence) -> Verdict:
    """What the cover says."""
    return verdict(findings(evidence), holds=WHOLE)


def story(evidence: AuditEvidence) -> list[Flowable]:
    """The sections of its own."""
    return [
        *_summary(evidence),
        *_activity(evidence.counts),
        *_privileged(evidence),
        *_entries(evidence),
    ]


def _summary(evidence: AuditEvidence) -> list[Flowable]:
    counts = evidence.counts
    outside = counted(counts.outside, "entry", "entries")
    tiles = (
        Tile("Entries listed", text.number(counts.inside), "in the period"),
        Tile("Acting accounts", text.number(counts.people), "people and systems"),
        Tile("Privileged", text.number(counts.privileged), "acts that need a reason"),
        Tile(
            "Refused",
            text.number(counts.refused),
            "attempts without the right",
            "condition" if counts.refused else "none",
        ),
    )
    facts = Facts(
        (
            ("Filter", evidence.filter),
            ("In", begun(counted(counts.inside, "entry", "entries"))),
            ("Out", begun(f"{outside} of this project outside the period")),
            ("Not counted", "Entries of other projects and of the whole site"),
            ("Order", "By time of recording, which is the order of the ledger"),
        )
    )
    answer = "What was asked of the ledger, what it holds, and whether it is whole."
    return layout.section(
        1,
        "Summary",
        answer,
        Tiles(tiles),
        blocks.subtitle("Statement"),
        facts,
        *layout.check_table(findings(evidence)),
    )


def _activity(counts: Counts) -> list[Flowable]:
    answer = "When entries were recorded, and which account did how much [E02]."
    if not counts.by_action:
        nothing = blocks.paragraph("The period holds no entry.")
        return layout.section(2, "Activity", answer, nothing)
    name, bars = _bars(counts)
    return layout.section(
        2,
        "Activity",
        answer,
        blocks.table_title(f"Entries per {name}"),
        DayBars(bars),
        blocks.table_title("Entries by action and account"),
        Table(ACTIONS, [(a, who, f"{n:,}") for a, who, n in counts.by_action]),
    )


def _bars(counts: Counts) -> tuple[str, list[tuple[str, int]]]:
    """Days, with empty ones between; months when there are too many days."""
    days = dict(counts.by_day)
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    if (last - first).days < MAX_BARS:
        every = [first + timedelta(n) for n in range((last - first).days + 1)]
        return "day", [(d.isoformat(), days.get(d.isoformat(), 0)) for d in every]
    months: Counter[str] = Counter()
    for day, count in counts.by_day:
        months[day[:7]] += count
    return "month", sorted(months.items())


def _privileged(evidence: AuditEvidence) -> list[Flowable]:
    total, shown = evidence.counts.privileged, evidence.privileged
    answer = (
        "Acts that need a reason, such as sharing and deploying, and refusals [E03]."
    )
    content: list[Flowable] = [layout.event_table(shown)]
    if not shown:
        content = [blocks.paragraph("There was none in the period.")]
    if total > len(shown):
        words = f"The first {len(shown):,} of {total:,}; all are in the attached list."
        content.append(blocks.caption(words))
    return layout.section(3, "Privileged actions", answer, *content)


def _entries(evidence: AuditEvidence) -> list[Flowable]:
    inside = evidence.counts.inside
    title = "All entries"
    if not inside:
        nothing = blocks.paragraph("The period holds no entry.")
        return layout.section(4, title, "The list is empty [E04].", nothing)
    if evidence.full_list is None:
        answer = "Every entry in the period, oldest first, with its digest [E04]."
        return layout.section(4, title, answer, layout.event_table(evidence.first))
    return layout.section(
        4,
        title,
        f"{inside:,} entries are too many to print; all are in an attached file [E04].",
        Facts(
            (
                ("File", evidence.full_list.name),
                ("Lines", f"{evidence.full_list.lines:,}, one JSON object each"),
                ("SHA-256", evidence.full_list.sha256),
            )
        ),
        blocks.table_title(f"The first {len(evidence.first):,}"),
        layout.event_table(evidence.first),
        blocks.table_title(f"The last {len(evidence.last):,}"),
        layout.event_table(evidence.last),
    )


def parts(evidence: AuditEvidence) -> Parts:
    """The evidence, part by part, as the appendix lists it."""
    position = (evidence.position, evidence.gapless)
    listed = (evidence.first, evidence.last, evidence.full_list)
    return [
        ("E01", "Ledger position, numbering", position),
        ("E02", "Counts", evidence.counts),
        ("E03", "Privileged, broken entries", (evidence.privileged, evidence.broken)),
        ("E04", "Listed entries", listed),
    ]
