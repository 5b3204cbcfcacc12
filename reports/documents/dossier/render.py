"""R1, the model version dossier: its titles, sections and parts of evidence."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents.checks import verdict
from reports.documents.dossier import history, performance, sections
from reports.documents.dossier.evidence import DossierEvidence
from reports.documents.dossier.findings import findings
from reports.documents.evidence import Pairs
from reports.documents.frame import Parts
from reports.pdf import blocks
from reports.pdf.cover import Verdict
from reports.pdf.tables import Table

TITLE: Final = "Model version dossier"
SECTIONS: Final = (
    "Summary",
    "Identity",
    "Performance",
    "Parameters and metadata",
    "Deployments and releases",
    "Comments",
    "Events",
)


def subject(evidence: DossierEvidence) -> tuple[str, str]:
    """What the cover is about, and its context."""
    version = evidence.version
    context = f"Project {version.project} · registered by {version.registered_by}"
    return version.label, context


def counts(evidence: DossierEvidence) -> Pairs:
    """What is compared with the former issue."""
    numbers = {
        "Artifact files": len(evidence.files),
        "Datasets": len(evidence.datasets),
        "Metrics": len(evidence.metrics),
        "Releases of this version": sum(r.mine for r in evidence.releases),
        "Comments": evidence.comments_in_all,
        "Entries about it": evidence.events_in_all,
    }
    return tuple((name, f"{number:,}") for name, number in numbers.items())


def conclusion(evidence: DossierEvidence) -> Verdict:
    """What the cover says."""
    return verdict(findings(evidence))


def story(evidence: DossierEvidence) -> list[Flowable]:
    """The sections of its own."""
    return [
        *sections.summary(evidence),
        *_validation(evidence),
        *sections.identity(evidence),
        *performance.performance(evidence),
        *sections.settings(evidence),
        *history.releases(evidence),
        *history.comments(evidence),
        *history.events(evidence),
    ]


def _validation(evidence: DossierEvidence) -> list[Flowable]:
    """The verdict, below the checks; the check itself says when there is none."""
    rows = [(key, words) for key, words in evidence.validations if key != "state"]
    if not rows:
        return []
    return [blocks.table_title("Validation [E09]"), Table(sections.KEYS, rows)]


def parts(evidence: DossierEvidence) -> Parts:
    """The evidence, part by part, as the appendix lists it."""
    environment = (evidence.lock_sha256, evidence.python)
    return [
        ("E01", "Version and manifest", (evidence.version, evidence.manifest)),
        ("E02", "Artifact files", evidence.files),
        ("E03", "Datasets", evidence.datasets),
        ("E04", "Environment lock, Python", environment),
        ("E05", "Parameters and metadata", (evidence.parameters, evidence.metadata)),
        ("E06", "Metrics", evidence.metrics),
        ("E07", "Lineage", evidence.lineage),
        ("E08", "Comments", evidence.comments),
        ("E09", "Validations", evidence.validations),
        ("E10", "Releases", evidence.releases),
        ("E11", "Events", evidence.events),
        ("E12", "Ledger position", evidence.position),
    ]
