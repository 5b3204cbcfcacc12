"""R3, the access review: its titles, sections and parts of evidence."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents.access_review import accounts, further, sections
from reports.documents.access_review.evidence import AccessEvidence
from reports.documents.access_review.findings import to_remove
from reports.documents.evidence import Pairs
from reports.documents.frame import Parts

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


def subject(evidence: AccessEvidence) -> tuple[str, str]:
    """What the cover is about, and its context."""
    context = f"Reviews from {evidence.since} to {evidence.until}"
    return f"Project {evidence.project}", context


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


def story(evidence: AccessEvidence) -> list[Flowable]:
    """The sections of its own."""
    return [
        *sections.summary(evidence),
        *sections.access(evidence),
        *further.changes(evidence),
        *further.duties(evidence),
        *accounts.accounts(evidence),
        *further.proof(evidence),
        *further.refused(evidence),
    ]


def parts(evidence: AccessEvidence) -> Parts:
    """The evidence, part by part, as the appendix lists it."""
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
