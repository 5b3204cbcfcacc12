"""What the audit trail checks about the entries that it lists."""

from reports.documents.audit_trail.evidence import AuditEvidence
from reports.documents.checks import Check


def findings(evidence: AuditEvidence) -> tuple[Check, ...]:
    """The checks in the order of the page."""
    return (
        _digests(evidence),
        _numbering(evidence),
        _waiting(evidence),
        _reasons(evidence),
    )


def _digests(evidence: AuditEvidence) -> Check:
    inside, broken = evidence.counts.inside, evidence.broken
    if broken:
        words = f"Bodies that do not give their digest: {', '.join(broken[:5])}."
        brief = f"{len(broken)} of {inside:,} entries do not give their digest"
        return Check("Digests", words, "not_met", brief, "E03")
    if not inside:
        words = "There is no entry in the period, so there is nothing to compute."
        return Check("Digests", words, "condition", "The period holds no entry", "E03")
    words = f"The digest of every entry ({inside:,}) was computed again and agrees."
    return Check("Digests", words, "met", "", "E03")


def _numbering(evidence: AuditEvidence) -> Check:
    size = evidence.position.sequenced
    if not evidence.gapless:
        words = "The numbers of the ledger have a gap: entries are missing."
        return Check("Numbering", words, "not_met", words[:-1], "E01")
    words = f"The ledger numbers its entries ({size:,}) from 0 without a gap."
    return Check("Numbering", words, "met", "", "E01")


def _waiting(evidence: AuditEvidence) -> Check:
    waiting = evidence.counts.waiting
    if waiting:
        words = f"Entries listed here without a number yet: {waiting:,}."
        return Check("Position", words, "condition", words[:-1], "E01")
    words = "Each entry listed here has its number; the root covers it."
    return Check("Position", words, "met", "", "E01")


def _reasons(evidence: AuditEvidence) -> Check:
    counts = evidence.counts
    if counts.without_reason:
        brief = f"{counts.without_reason:,} entries that need a reason have none"
        return Check("Reasons", f"{brief}.", "not_met", brief, "E03")
    words = "Each act that needs a reason has one."
    if counts.erased:
        words += f" {counts.erased:,} were erased later; their digests remain."
    return Check("Reasons", words, "met", "", "E03")
