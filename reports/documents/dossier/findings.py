"""What the dossier checks. Missing evidence is a finding, never an empty cell."""

from typing import Final

from reports.documents.checks import Check
from reports.documents.dossier.evidence import DossierEvidence
from reports.documents.dossier.metrics import GROUPED, grouped_and_shuffled
from reports.documents.wording import is_reason

# By the state of the standing (registry.validation); an accepted one needs no words.
JUDGED: Final[dict[str, tuple[str, str]]] = {
    "accepted": ("met", ""),
    "accepted_with_conditions": ("condition", "It was accepted with conditions"),
    "rejected": ("not_met", "Its validators rejected it"),
}


def findings(evidence: DossierEvidence) -> tuple[Check, ...]:
    """The checks in the order of the page."""
    return (
        _identity(evidence),
        _files(evidence),
        _datasets(evidence),
        _environment(evidence),
        _metrics(evidence),
        _validation(evidence),
        _releases(evidence),
        _ledger(evidence),
    )


def _identity(evidence: DossierEvidence) -> Check:
    if evidence.manifest.holds:
        words = "The stored parts give the sealed manifest digest."
        return Check("Identity", words, "met", "", "E01")
    found = "; ".join(evidence.manifest.differences[:3]) or "another digest"
    words = f"The stored parts do not give the sealed manifest digest: {found}."
    brief = "The stored parts do not give the sealed digest"
    return Check("Identity", words, "not_met", brief, "E01")


def _files(evidence: DossierEvidence) -> Check:
    files = evidence.files
    bad = [file.path for file in files if not file.intact]
    if not files:
        words = "No artifact file is recorded."
        return Check("Artifact", words, "no_evidence", words[:-1], "E02")
    if bad:
        words = f"Changed or missing since sealing: {', '.join(bad[:3])}."
        brief = f"{len(bad)} of {len(files)} artifact files changed or are missing"
        return Check("Artifact", words, "not_met", brief, "E02")
    words = f"All {len(files)} files were read again and have their digest."
    if len(files) == 1:
        words = "The one file was read again and has its digest."
    return Check("Artifact", words, "met", "", "E02")


def _datasets(evidence: DossierEvidence) -> Check:
    if not evidence.datasets:
        words = "No dataset is recorded."
        return Check("Data", words, "no_evidence", words[:-1], "E03")
    bad = [dataset.name for dataset in evidence.datasets if not dataset.intact]
    if bad:
        words = f"Changed or missing since sealing: {', '.join(bad[:3])}."
        brief = f"{len(bad)} of {len(evidence.datasets)} datasets changed"
        return Check("Data", words, "not_met", brief, "E03")
    rows = sum(dataset.rows for dataset in evidence.datasets)
    count = len(evidence.datasets)
    words = f"{count} read again with their digest, {rows:,} rows in all."
    if count == 1:
        words = f"The one dataset, {rows:,} rows, was read again and has its digest."
    return Check("Data", words, "met", "", "E03")


def _environment(evidence: DossierEvidence) -> Check:
    if not evidence.lock_sha256:
        words = "No environment lock is recorded."
        return Check("Environment", words, "no_evidence", words[:-1], "E04")
    words = f"Locked with hashes for Python {evidence.python or 'unknown'}."
    return Check("Environment", words, "met", "", "E04")


def _metrics(evidence: DossierEvidence) -> Check:
    if not evidence.metrics:
        words = "No metric is recorded."
        return Check("Performance", words, "no_evidence", words[:-1], "E06")
    if grouped_and_shuffled(evidence.metrics):
        words = "Measured on whole groups held back, and shuffled beside it."
        return Check("Performance", words, "met", "", "E06")
    if any(name.startswith(GROUPED) for name, _ in evidence.metrics):
        words = "Measured on groups held back; no shuffled value stands beside it."
        brief = "No shuffled value stands beside the grouped one"
        return Check("Performance", words, "condition", brief, "E06")
    words = "No metric on groups held back: the numbers may flatter."
    brief = "No metric is measured on groups held back"
    return Check("Performance", words, "condition", brief, "E06")


def _validation(evidence: DossierEvidence) -> Check:
    told = dict(evidence.validations)
    state, said = told.get("state", ""), told.get("words", "")
    if state in JUDGED:
        tone, brief = JUDGED[state]
        return Check("Validation", said, tone, brief, "E09")
    if state == "open":
        brief = "Its validation has no verdict yet"
        return Check("Validation", said, "no_evidence", brief, "E09")
    words = "No validation by somebody other than the builder is recorded yet."
    brief = "No validation is recorded yet"
    return Check("Validation", f"{words} {said}".strip(), "no_evidence", brief, "E09")


def _releases(evidence: DossierEvidence) -> Check:
    mine = [release for release in evidence.releases if release.mine]
    silent = [r for r in mine if not is_reason(r.why) or not r.who]
    if not mine:
        words = "The version has not been deployed; there is no release to judge."
        return Check("Releases", words, "condition", "It was never deployed", "E10")
    if silent:
        brief = f"{len(silent)} of {len(mine)} releases name no reason or person"
        return Check("Releases", f"{brief}.", "not_met", brief, "E10")
    words = f"All {len(mine)} releases say who, when and why."
    if len(mine) == 1:
        words = "The one release says who, when and why."
    return Check("Releases", words, "met", "", "E10")


def _ledger(evidence: DossierEvidence) -> Check:
    waiting = [event for event in evidence.events if event.number is None]
    more = evidence.events_in_all - len(evidence.events)
    if not evidence.events:
        words = "The ledger holds no entry about this version."
        return Check("Ledger", words, "not_met", words[:-1], "E11")
    if waiting:
        words = f"Entries about this version without a number yet: {len(waiting)}."
        return Check("Ledger", words, "condition", words[:-1], "E11")
    words = f"Every entry about this version ({len(evidence.events):,}) has a number."
    if more:
        words = f"Every entry listed here ({len(evidence.events):,}) has a number."
    return Check("Ledger", words, "met", "", "E11")
