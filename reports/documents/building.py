"""From a request to finished files: collect the evidence, draw it, name everything."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import timezone

from governance import history
from governance.actions import Action
from reports.documents.audit_trail import collect as audit_collect
from reports.documents.audit_trail import render as audit_render
from reports.documents.audit_trail.collect import Period
from reports.documents.dossier import collect as dossier_collect
from reports.documents.dossier import render as dossier_render
from reports.documents.evidence import Attachment, Issue, LedgerPosition, seal
from reports.documents.reading import Progress, moment
from reports.models import Report
from reports.pdf.cover import Verdict

DRAWN: Final = 0.75  # the share of the work that comes before drawing


@dataclass(frozen=True)
class Built:
    """A report ready to be kept."""

    pdf: bytes
    evidence: bytes
    attachments: tuple[Attachment, ...]
    verdict: Verdict
    position: LedgerPosition


def build(report: Report, progress: Progress) -> Built:
    """Collect and draw; changes nothing."""
    if report.kind == Report.Kind.DOSSIER:
        return _dossier(report, progress)
    return _audit_trail(report, progress)


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


def _dossier(report: Report, progress: Progress) -> Built:
    if report.version is None:
        raise ValueError(f"{report} is a dossier about no version")
    evidence = dossier_collect.collect(
        version=report.version,
        until=report.created_at,
        issue=_issue(report),
        progress=progress,
    )
    progress(DRAWN, "Drawing the pages")
    verdict = dossier_render.conclusion(evidence)
    pdf = dossier_render.render(evidence)
    return Built(pdf, seal(evidence).text, (), verdict, evidence.position)


def _audit_trail(report: Report, progress: Progress) -> Built:
    if report.since is None or report.until is None:
        raise ValueError(f"{report} is an audit trail of no period")
    evidence, attachments = audit_collect.collect(
        project=report.project,
        period=Period(report.since, min(report.until, report.created_at)),
        issue=_issue(report),
        progress=lambda share, words: progress(share * DRAWN, words),
    )
    progress(DRAWN, "Drawing the pages")
    verdict = audit_render.conclusion(evidence)
    pdf = audit_render.render(evidence)
    text = seal(evidence).text
    return Built(pdf, text, attachments, verdict, evidence.position)
