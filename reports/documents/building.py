"""From a request to finished files: collect the evidence, draw it, name everything."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, cast

from django.conf import settings

from reports.documents.catalogue import BY_CODE
from reports.documents.drawing import drawn, with_files
from reports.documents.evidence import Attachment, LedgerPosition, seal
from reports.documents.issuing import issue_of
from reports.documents.kind import Kind
from reports.documents.reading import Progress
from reports.documents.scope import Collected, Period, Scope
from reports.models import Report
from reports.pdf.cover import Verdict
from reports.sealing.force import conditions, key_in_force
from reports.sealing.signing import sign

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
    level: str = ""
    note: str = ""


def build(report: Report, progress: Progress) -> Built:
    """Collect, draw and seal, once the right was asked; changes nothing."""
    found = _collected(report, lambda share, words: progress(share * DRAWN, words))
    progress(DRAWN, "Drawing the pages")
    kind, evidence, lists = BY_CODE[report.kind], found.evidence, found.attachments
    key = key_in_force("reporter")
    pdf = drawn(kind.render, evidence, with_files(conditions(key), evidence, lists))
    signed = sign(pdf, key, settings.REPORT_TSA_URL)
    return Built(
        pdf=signed.content,
        evidence=seal(evidence).text,
        attachments=lists,
        verdict=kind.conclusion(evidence),
        position=evidence.position,
        level=signed.level,
        note=signed.note,
    )


def collected(report: Report) -> Any:
    """The evidence as the database gives it now, for comparison."""
    return _collected(report, _silent).evidence


def _silent(share: float, words: str) -> None:
    """Nobody watches."""


def _collected(report: Report, progress: Progress) -> Collected:
    kind = BY_CODE[report.kind]
    scope = Scope(
        project=report.project,
        version=report.version,
        until=report.created_at,
        issue=issue_of(report, kind),
        progress=progress,
    )
    return collector(kind)(scope, _period(report))


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
