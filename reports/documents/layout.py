"""What every report lays out alike: cover, checks, events, evidence, how to verify."""

from collections.abc import Sequence
from typing import Any, Final

from reportlab.platypus import CondPageBreak, Flowable

from governance.ledger.encoding import to_base64
from governance.ledger.notes import parse_note
from reports.documents.checks import RULE, Check
from reports.documents.evidence import Event, Issue, LedgerPosition, part_digest
from reports.pdf import blocks, fonts, text, theme
from reports.pdf.cover import Cover, Verdict
from reports.pdf.facts import Facts
from reports.pdf.marks import Chip
from reports.pdf.tables import Column, Table

WIDTH: Final = theme.CONTENT
ROOM: Final = 190.0  # a heading, the head of its table and some rows
MAX_WHY: Final = 300  # the cover is one page; the entry has all of it
CHECKS: Final = (
    Column("Check", 82, fonts.MEDIUM),
    Column("Finding", WIDTH - 82 - 96 - 60),
    Column("Status", 96),
    Column("Evidence", 60, muted=True),
)
EVENTS: Final = (
    Column("Entry", 38, align="right"),
    Column("When (UTC)", 54),
    Column("Who", 56),
    Column("What", 110),
    Column("Why", WIDTH - 38 - 54 - 56 - 110 - 127),
    Column("Digest of the entry", 127, fonts.MONO, size=6),
)
PARTS: Final = (
    Column("Evidence", 52, fonts.MEDIUM),
    Column("What", 150),
    Column("SHA-256 of the part", WIDTH - 52 - 150, fonts.MONO),
)

FILE: Final = (
    "1. Evidence. evidence.json, attached to this file, is canonical JSON (RFC 8785). "
    "Its SHA-256 is printed on each page. Each part above is the SHA-256 of the "
    "canonical JSON of its member of the file, or of the list of its members."
)
LEDGER: Final = (
    "2. Ledger. {check} re-reads every entry, computes each digest again, and the root "
    "over the entries that had a number when this report was built. It is the root "
    "printed on each page; later entries do not change it. It was signed with the "
    "verifier key above; with that key an export of the ledger proves offline that an "
    "entry lies below this root, or that a later root grew out of it."
)
REPORT: Final = (
    "3. Report. The same evidence always gives the same bytes. python -m "
    "reports.verify FILE.pdf --cert CERTIFICATE takes the evidence out of this file, "
    "draws the pages again, compares every byte and checks the seal; it needs neither "
    "the server nor its database. The page /verify/ of the server does the same for "
    "those who have no Python."
)
LIMITS: Final = (
    "What this does not prove: that what the ledger never received did not happen. "
    "The events listed are those of the project; the root covers all entries of the "
    "installation."
)


def cover(
    issue: Issue,
    titles: tuple[str, str, str],
    conclusion: Verdict,
    position: LedgerPosition,
    evidence: str,
) -> Cover:
    """The first page; titles are kind, subject and context."""
    kind, subject, context = titles
    facts = (
        ("Issue", _issued(issue)),
        ("Classification", f"{issue.classification}, keep until {issue.retain_until}"),
        ("Requested by", issue.requested_by),
        ("Why", text.shortened(issue.reason, MAX_WHY) or "No reason was given"),
        ("Made by", issue.product),
    )
    return Cover(
        kind=kind,
        subject=subject,
        context=context,
        number=issue.number,
        revision=issue.revision,
        generated_at=issue.generated_at,
        verdict=conclusion,
        facts=facts,
        evidence=evidence,
        position=position,
    )


def _issued(issue: Issue) -> str:
    former = issue.former
    if former is None:
        return f"{issue.revision}, the first about this subject"
    does = "supersedes" if former.period == issue.period else "follows"
    return f"{issue.revision}, {does} {former.number} of {former.built_at[:10]}"


def section(number: int, title: str, answer: str, *content: Flowable) -> list[Flowable]:
    """A heading with its content; it never begins at the foot of a page.

    A table right below it may go on on the next page: kept with its heading, one that
    fits on a page would leave most of this one empty.
    """
    heading = blocks.Heading(number, title, answer)
    heading.keepWithNext = int(not isinstance(content[0], Table))
    return [CondPageBreak(ROOM), heading, *content]


def check_table(checks: Sequence[Check], rule: str = RULE) -> list[Flowable]:
    """The checks, and the rule by which they give the verdict."""
    rows = [
        (check.area, check.finding, Chip(check.tone), f"[{check.source}]")
        for check in checks
    ]
    return [blocks.subtitle("Checks"), Table(CHECKS, rows), blocks.caption(rule)]


def event_table(events: Sequence[Event]) -> Table:
    return Table(EVENTS, [_event_row(event) for event in events])


def _event_row(event: Event) -> tuple[str, ...]:
    return (
        event.place,
        event.at.removesuffix(" UTC"),
        event.who,
        event.sentence,
        event.why or "none asked",
        event.digest,
    )


def _signed(position: LedgerPosition) -> list[tuple[str, str]]:
    """The signatures below the root, and the key that checks the log's."""
    if not position.note:
        return []
    _, signatures = parse_note(position.note)
    return [
        ("Verifier key", position.vkey or "The log has published none"),
        *(
            (f"Signed by {signature.name}", to_base64(signature.id + signature.raw))
            for signature in signatures
        ),
    ]


def appendix(
    number: int,
    parts: Sequence[tuple[str, str, Any]],
    issue: Issue,
    position: LedgerPosition,
) -> list[Flowable]:
    """The last section: digest of each part, ledger position, and how to check."""
    rows = [(code, words, part_digest(part)) for code, words, part in parts]
    answer = "Each part of the evidence with its digest, and how to check all of it."
    ledger = LEDGER.format(check=position.check)
    facts = Facts(
        (
            ("Sequenced entries", f"{position.sequenced:,}"),
            ("Waiting for a number", f"{position.waiting:,}"),
            ("Root", position.root),
            *_signed(position),
            ("Read at", issue.generated_at),
        )
    )
    return section(
        number,
        "Evidence and how to verify",
        answer,
        blocks.subtitle("Evidence"),
        Table(PARTS, rows),
        blocks.subtitle("Ledger position"),
        facts,
        blocks.subtitle("How to verify"),
        *(blocks.paragraph(words) for words in (FILE, ledger, REPORT, LIMITS)),
    )
