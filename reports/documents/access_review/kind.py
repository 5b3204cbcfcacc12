"""R3 in the catalogue."""

from typing import Final

from reports.documents.access_review.evidence import AccessEvidence
from reports.documents.access_review.findings import conclusion, findings
from reports.documents.access_review.render import (
    SECTIONS,
    TITLE,
    counts,
    parts,
    story,
    subject,
)
from reports.documents.kind import Kind

KIND: Final = Kind(
    code="access-review",
    reference="R3",
    letters="ACC",
    title=TITLE,
    noun="access review",
    question="Who may get in, why, and did somebody look at it?",
    holds="Access with reasons, decisions of reviewers, duties, and a proof of rights.",
    about="project",
    has_period=True,
    sections=SECTIONS,
    evidence=AccessEvidence,
    subject=subject,
    story=story,
    parts=parts,
    findings=findings,
    counts=counts,
    conclusion=conclusion,
)
