"""From a request to finished files: collect the evidence, draw it, name everything."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from governance import history
from governance.actions import Action
from reports.documents.audit_trail import collect as audit_collect
from reports.documents.audit_trail import render as audit_render
from reports.documents.audit_trail.collect import Period
from reports.documents.audit_trail.evidence import AuditEvidence
from reports.documents.dossier import collect as dossier_collect
from reports.documents.dossier import render as dossier_render
from reports.documents.dossier.evidence import DossierEvidence
from reports.documents.drawing import drawn, with_files
from reports.documents.evidence import Attachment, Issue, LedgerPosition, seal
from reports.documents.reading import Progress, moment
from reports.models import Report
from reports.pdf.cover import Verdict
from reports.sealing.force import conditions, key_in_force
from reports.sealing.signing import sign

DRAWN: Final = 0.75  # the share of the work that comes before drawing


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
    """Collect, draw and seal; changes nothing."""
    if report.kind == Report.Kind.DOSSIER:
        dossier = _dossier(report, progress)
        progress(DRAWN, "Drawing the pages")
        verdict = dossier_render.conclusion(dossier)
        return _sealed(dossier_render.render, dossier, (), verdict)
    trail, lists = _audit_trail(report, progress)
    progress(DRAWN, "Drawing the pages")
    verdict = audit_render.conclusion(trail)
    return _sealed(audit_render.render, trail, lists, verdict)


def collected(report: Report) -> Any:
    """The evidence as the database gives it now, for comparison."""
    if report.kind == Report.Kind.DOSSIER:
        return _dossier(report, _silent)
    return _audit_trail(report, _silent)[0]


def _silent(share: float, words: str) -> None:
    """Nobody watches."""


def _issue(report: Report) -> Issue:
    return Issue(
        number=report.number,
        requested_by=report.requested_by.username,
        reason=_reason(report),
        generated_at=moment(timezone.now()),
        product=f"Hallmark {settings.VERSION}",
    )


def _reason(report: Report) -> str:
    """Why it was asked for, from its entry; erased reasons stay erased."""
    found = history.events(
        subject=report.pk, action=Action.REPORT_REQUESTED.value, limit=1
    )
    return found[0].why if found else ""


def _dossier(report: Report, progress: Progress) -> DossierEvidence:
    if report.version is None:
        raise ValueError(f"{report} is a dossier about no version")
    return dossier_collect.collect(
        version=report.version,
        until=report.created_at,
        issue=_issue(report),
        progress=progress,
    )


def _audit_trail(
    report: Report, progress: Progress
) -> tuple[AuditEvidence, tuple[Attachment, ...]]:
    if report.since is None or report.until is None:
        raise ValueError(f"{report} is an audit trail of no period")
    return audit_collect.collect(
        project=report.project,
        period=Period(report.since, min(report.until, report.created_at)),
        issue=_issue(report),
        progress=lambda share, words: progress(share * DRAWN, words),
    )


def _sealed(
    render: Callable[[Any], bytes],
    evidence: Any,
    lists: tuple[Attachment, ...],
    verdict: Verdict,
) -> Built:
    """Draw with the evidence inside, and seal every byte."""
    key = key_in_force("reporter")
    pdf = drawn(render, evidence, with_files(conditions(key), evidence, lists))
    signed = sign(pdf, key, settings.REPORT_TSA_URL)
    text = seal(evidence).text
    position = evidence.position
    return Built(
        signed.content, text, lists, verdict, position, signed.level, signed.note
    )
