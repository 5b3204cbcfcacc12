"""R8 in the catalogue."""

from typing import Final

from reports.documents.kind import Kind
from reports.documents.project_summary.evidence import SummaryEvidence
from reports.documents.project_summary.findings import conclusion, findings
from reports.documents.project_summary.render import (
    SECTIONS,
    TITLE,
    counts,
    parts,
    story,
    subject,
)

KIND: Final = Kind(
    code="project-summary",
    reference="R8",
    letters="SUM",
    title=TITLE,
    noun="compliance summary",
    question="Which controls hold for the models of this project, and what is overdue?",
    holds="Every control by version, inventory, overdue items, conditions, exceptions.",
    about="project",
    has_period=False,
    sections=SECTIONS,
    evidence=SummaryEvidence,
    subject=subject,
    story=story,
    parts=parts,
    findings=findings,
    counts=counts,
    conclusion=conclusion,
)
