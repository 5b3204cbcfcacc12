"""R2 in the catalogue."""

from typing import Final

from reports.documents.audit_trail.evidence import AuditEvidence
from reports.documents.audit_trail.findings import findings
from reports.documents.audit_trail.render import (
    SECTIONS,
    TITLE,
    conclusion,
    counts,
    parts,
    story,
    subject,
)
from reports.documents.kind import Kind

KIND: Final = Kind(
    code="audit-trail",
    reference="R2",
    letters="AUD",
    title=TITLE,
    noun="audit trail",
    question="What happened, and is the record whole?",
    holds="Entries of a period with their digests, counted and checked again.",
    about="project",
    has_period=True,
    sections=SECTIONS,
    evidence=AuditEvidence,
    subject=subject,
    story=story,
    parts=parts,
    findings=findings,
    counts=counts,
    conclusion=conclusion,
)
