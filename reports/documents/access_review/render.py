"""R3, the access review: evidence in, bytes out."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents.access_review import further, sections
from reports.documents.access_review.evidence import AccessEvidence
from reports.documents.access_review.findings import conclusion, findings, to_remove
from reports.documents.evidence import Pairs
from reports.documents.frame import Sheet, drawn

TITLE: Final = "Access review"
SECTIONS: Final = (
    "Summary",
    "Access and decisions",
    "Changes since the last review",
    "Segregation of duties",
    "Accounts that stand out",
    "Proof",
    "Refused attempts",
)


def render(evidence: AccessEvidence) -> bytes:
    """The report as PDF; the same evidence always gives the same bytes."""
    context = f"Reviews from {evidence.since} to {evidence.until}"
    sheet = Sheet(
        titles=(TITLE, f"Project {evidence.project}", context),
        verdict=conclusion(evidence),
        checks=findings(evidence),
        counts=counts(evidence),
        story=_story(evidence),
        parts=_parts(evidence),
    )
    return drawn(evidence, sheet)


def counts(evidence: AccessEvidence) -> Pairs:
    """What is compared with the former issue."""
    numbers = {
        "People with access": evidence.people,
        "Lines of access": len(evidence.grants),
        "Access to remove": len(to_remove(evidence)),
        "Reviews of the period": len(evidence.reviews),
        "Decisions": len(evidence.decisions),
        "Versions": evidence.versions,
        "Conflicts of duties": sum(len(d.conflicts) for d in evidence.duties),
        "Refused attempts": evidence.denials,
    }
    return tuple((name, f"{number:,}") for name, number in numbers.items())


def _story(evidence: AccessEvidence) -> list[Flowable]:
    return [
        *sections.summary(evidence),
        *sections.access(evidence),
        *further.changes(evidence),
        *further.duties(evidence),
        *further.accounts(evidence),
        *further.proof(evidence),
        *further.refused(evidence),
    ]


def _parts(evidence: AccessEvidence) -> list[tuple[str, str, object]]:
    proofs = (evidence.proofs, evidence.strays)
    return [
        ("E01", "Access by person and grant", evidence.grants),
        ("E02", "Access reviews", evidence.reviews),
        ("E03", "Decisions of reviewers", evidence.decisions),
        ("E04", "Entries about access", evidence.changes),
        ("E05", "Duties by version", evidence.duties),
        ("E06", "Rights in two ways", proofs),
        ("E07", "Refused attempts", evidence.denied),
        ("E08", "Ledger position", evidence.position),
    ]
