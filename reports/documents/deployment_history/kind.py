"""R4 in the catalogue."""

from typing import Final

from reports.documents.deployment_history.evidence import DeploymentEvidence
from reports.documents.deployment_history.findings import conclusion, findings
from reports.documents.deployment_history.render import (
    SECTIONS,
    TITLE,
    counts,
    parts,
    story,
    subject,
)
from reports.documents.kind import Kind

KIND: Final = Kind(
    code="deployment-history",
    reference="R4",
    letters="DEP",
    title=TITLE,
    noun="deployment history",
    question="Which version ran where, who put it there, and who approved it?",
    holds="Releases of a period: approvals, states, rollbacks, emergencies, failures.",
    about="project",
    has_period=True,
    sections=SECTIONS,
    evidence=DeploymentEvidence,
    subject=subject,
    story=story,
    parts=parts,
    findings=findings,
    counts=counts,
    conclusion=conclusion,
)
