"""R9 in the catalogue."""

from typing import Final

from reports.documents.kind import Kind
from reports.documents.validation.evidence import ValidationEvidence
from reports.documents.validation.findings import conclusion, findings
from reports.documents.validation.render import (
    SECTIONS,
    TITLE,
    counts,
    parts,
    story,
    subject,
)

KIND: Final = Kind(
    code="validation",
    reference="R9",
    letters="VAL",
    title=TITLE,
    noun="validation report",
    question="Did somebody who built nothing of it judge this version, and how?",
    holds="Independence, tests, findings with replies, the challenge, the decision.",
    about="version",
    has_period=False,
    sections=SECTIONS,
    evidence=ValidationEvidence,
    subject=subject,
    story=story,
    parts=parts,
    findings=findings,
    counts=counts,
    conclusion=conclusion,
    years_kept=10,  # part of the technical documentation: AI Act, Art. 18
)
