"""R1 in the catalogue."""

from typing import Final

from reports.documents.dossier.evidence import DossierEvidence
from reports.documents.dossier.findings import findings
from reports.documents.dossier.render import (
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
    code="dossier",
    reference="R1",
    letters="DOS",
    title=TITLE,
    noun="dossier",
    question="What is this version, and what is missing before anybody relies on it?",
    holds="One version: files, data, metrics, releases, comments, entries, gaps.",
    about="version",
    has_period=False,
    sections=SECTIONS,
    evidence=DossierEvidence,
    subject=subject,
    story=story,
    parts=parts,
    findings=findings,
    counts=counts,
    conclusion=conclusion,
    years_kept=10,  # technical documentation: AI Act, Art. 18
)
