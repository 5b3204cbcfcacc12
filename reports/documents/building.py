"""From a request to finished files: collect the evidence, draw it, name everything."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final, cast

from reports.documents.catalogue import BY_CODE
from reports.documents.evidence import Attachment, LedgerPosition, seal
from reports.documents.issuing import issue_of
from reports.documents.kind import Kind
from reports.documents.reading import Progress
from reports.documents.scope import Collected, Period, Scope
from reports.models import Report
from reports.pdf.cover import Verdict

DRAWN: Final = 0.75  # the share of the work that comes before drawing
Collect = Callable[[Scope, Period | None], Collected]


@dataclass(frozen=True)
class Built:
    """A report ready to be kept."""

    pdf: bytes
    evidence: bytes
    attachments: tuple[Attachment, ...]
    verdict: Verdict
    position: LedgerPosition


def build(report: Report, progress: Progress) -> Built:
    """Collect and draw; whose right it needs is asked before. Changes nothing."""
    kind = BY_CODE[report.kind]
    scope = Scope(
        project=report.project,
        version=report.version,
        until=report.created_at,
        issue=issue_of(report, kind),
        progress=lambda share, words: progress(share * DRAWN, words),
    )
    found = collector(kind)(scope, _period(report))
    progress(DRAWN, "Drawing the pages")
    evidence = found.evidence
    return Built(
        pdf=kind.render(evidence),
        evidence=seal(evidence).text,
        attachments=found.attachments,
        verdict=kind.conclusion(evidence),
        position=evidence.position,
    )


def collector(kind: Kind) -> Collect:
    """The `collect` of a kind: found by its folder, because the catalogue that a
    stranger verifies with knows no database."""
    module = import_module(f"reports.documents.{kind.folder}.collect")
    return cast("Collect", module.collect)


def _period(report: Report) -> Period | None:
    """Nothing later than the request is considered."""
    if report.since is None or report.until is None:
        return None
    return Period(report.since, min(report.until, report.created_at))
