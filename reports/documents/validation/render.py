"""R9, the validation report: its titles, sections and parts of evidence."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents.evidence import Pairs
from reports.documents.frame import Parts
from reports.documents.validation import further, sections
from reports.documents.validation.comparison import comparison
from reports.documents.validation.evidence import ValidationEvidence

TITLE: Final = "Validation report"
SECTIONS: Final = (
    "Summary",
    "Independence",
    "Tests",
    "Comparison with the former version",
    "Findings",
    "Effective challenge",
    "Decision",
)


def subject(evidence: ValidationEvidence) -> tuple[str, str]:
    """What the cover is about, and its context."""
    version = evidence.version
    context = f"Project {version.project} · registered by {version.registered_by}"
    return version.label, context


def counts(evidence: ValidationEvidence) -> Pairs:
    """What is compared with the former issue."""
    numbers = {
        "Builders": len(evidence.builders),
        "Validators": len(evidence.validators),
        "Tests": len(evidence.tests),
        "Tests with a result": sum(bool(test.outcome) for test in evidence.tests),
        "Tests that failed": sum(t.outcome == "Failed" for t in evidence.tests),
        "Findings": len(evidence.findings),
        "Findings open": sum(one.is_open for one in evidence.findings),
        "Remarks": len(evidence.challenge),
    }
    return tuple((name, f"{number:,}") for name, number in numbers.items())


def story(evidence: ValidationEvidence) -> list[Flowable]:
    """The sections of its own."""
    return [
        *sections.summary(evidence),
        *sections.independence(evidence),
        *sections.tests(evidence),
        *comparison(evidence),
        *further.findings(evidence),
        *further.challenge(evidence),
        *further.decision(evidence),
    ]


def parts(evidence: ValidationEvidence) -> Parts:
    """The evidence, part by part, as the appendix lists it."""
    decided = (evidence.verdict, evidence.refit)
    return [
        ("E01", "Version", evidence.version),
        ("E02", "Builders, validators", (evidence.builders, evidence.validators)),
        ("E03", "Validation and tests", (evidence.validation, evidence.tests)),
        ("E04", "Former version, metrics", (evidence.former, evidence.metrics)),
        ("E05", "Findings", evidence.findings),
        ("E06", "Effective challenge", evidence.challenge),
        ("E07", "Verdict, refit", decided),
        ("E08", "Ledger position", evidence.position),
    ]
