"""The frame around every kind: cover, page two, its own sections, the closing ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.checks import Check
from reports.documents.closing import closing
from reports.documents.evidence import Evidence, Pairs, seal
from reports.documents.preface import preface
from reports.pdf import pages
from reports.pdf.blocks import Heading
from reports.pdf.cover import Verdict

Parts = Sequence[tuple[str, str, Any]]  # marker, words, what it names


@dataclass(frozen=True)
class Sheet:
    """What a kind puts into the frame; titles are kind, subject and context."""

    titles: tuple[str, str, str]
    verdict: Verdict
    checks: Sequence[Check]
    counts: Pairs
    story: Sequence[Flowable]
    parts: Parts


def drawn(evidence: Evidence, sheet: Sheet) -> bytes:
    """The report as PDF; the same evidence always gives the same bytes."""
    issue, position = evidence.issue, evidence.position
    digest = seal(evidence).sha256
    cover = layout.cover(issue, sheet.titles, sheet.verdict, position, digest)
    own = sum(isinstance(block, Heading) for block in sheet.story)
    told = (sheet.checks, sheet.counts)
    story = [
        *preface(issue),
        *sheet.story,
        *closing(own + 1, issue, position, told, sheet.parts),
    ]
    return pages.build(cover, story)
