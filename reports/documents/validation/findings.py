"""What the validation report checks, and how its verdict follows."""

from typing import Final

from reports.documents.checks import Check
from reports.documents.dossier.metrics import more_is_better
from reports.documents.validation.evidence import (
    SERIOUS,
    MetricFact,
    ValidationEvidence,
)
from reports.documents.wording import begun, counted, listed
from reports.pdf.cover import Verdict

RULE: Final = (
    "The verdict is that of the validators, lowered by what is missing: rejected when "
    "they rejected it; not validated while they gave no verdict on this digest, when a "
    "check is not met, or when one has no evidence; with conditions when the verdict "
    "names some or a check is a condition; otherwise accepted."
)


def conclusion(evidence: ValidationEvidence) -> Verdict:
    """What the cover says; see RULE."""
    checks = findings(evidence)
    briefs = " ".join(f"{begun(check.brief)}." for check in checks if check.brief)
    tones = {check.tone for check in checks}
    verdict = evidence.verdict
    if verdict is not None and verdict.outcome == "rejected":
        return Verdict("not_met", f"Rejected by {verdict.by}", briefs)
    if "not_met" in tones:
        count = sum(check.tone == "not_met" for check in checks)
        words = f"Not validated: {counted(count, 'check')} failed"
        return Verdict("not_met", words, briefs)
    if verdict is None or "no_evidence" in tones:
        count = sum(check.tone == "no_evidence" for check in checks)
        words = f"Not validated: {counted(count, 'check')} without evidence"
        return Verdict("open", words, briefs)
    if "condition" in tones:
        return Verdict(
            "condition", f"Accepted by {verdict.by}, with conditions", briefs
        )
    return Verdict("met", f"Accepted by {verdict.by}", "All checks are met.")


def findings(evidence: ValidationEvidence) -> tuple[Check, ...]:
    """The checks in the order of the page."""
    return (
        _snapshot(evidence),
        _independence(evidence),
        _tests(evidence),
        _comparison(evidence),
        _findings(evidence),
        _decision(evidence),
        _entries(evidence),
    )


def _snapshot(evidence: ValidationEvidence) -> Check:
    version = evidence.version
    if version.rebuilt != version.digest:
        brief = "The stored parts do not give the sealed digest"
        return Check("Snapshot", f"{brief}.", "not_met", brief, "E01")
    if version.withdrawn:
        brief = f"It was withdrawn on {version.withdrawn[:10]}"
        return Check("Snapshot", f"{brief}.", "condition", brief, "E01")
    words = "The stored parts give the sealed digest that was validated."
    if evidence.validation is None:
        words = "The stored parts give the sealed digest."
    return Check("Snapshot", words, "met", "", "E01")


def _independence(evidence: ValidationEvidence) -> Check:
    if not evidence.validators:
        words = "Nobody has taken a validator's step."
        return Check("Independence", words, "no_evidence", words[:-1], "E02")
    if evidence.common:
        brief = f"Built and validated by the same: {listed(evidence.common)}"
        return Check("Independence", f"{brief}.", "not_met", brief, "E02")
    built = counted(len(evidence.builders), "person", "people")
    judged = counted(len(evidence.validators), "person", "people")
    words = f"{begun(built)} built, {judged} validated, and nobody did both."
    return Check("Independence", words, "met", "", "E02")


def _tests(evidence: ValidationEvidence) -> Check:
    tests = evidence.tests
    silent = [str(test.number) for test in tests if not test.outcome]
    failed = [str(test.number) for test in tests if test.outcome == "Failed"]
    if not tests:
        words = "No test is planned."
        return Check("Tests", words, "no_evidence", words[:-1], "E03")
    if silent:
        brief = f"Tests without a result: {listed(silent)}"
        return Check("Tests", f"{brief}.", "no_evidence", brief, "E03")
    if failed:
        brief = f"Tests that failed: {listed(failed)}"
        return Check("Tests", f"{brief}.", "condition", brief, "E03")
    words = f"{begun(counted(len(tests), 'test'))} with a result, none failed."
    return Check("Tests", words, "met", "", "E03")


def _comparison(evidence: ValidationEvidence) -> Check:
    if not any(metric.now for metric in evidence.metrics):
        words = "No metric of this version is recorded."
        return Check("Comparison", words, "no_evidence", words[:-1], "E04")
    if not evidence.former:
        words = "It is the first version of its model; there is none to compare with."
        return Check("Comparison", words, "met", "", "E04")
    worse = [metric.name for metric in evidence.metrics if is_worse(metric)]
    if worse:
        brief = f"Worse than {evidence.former}: {listed(worse)}"
        return Check("Comparison", f"{brief}.", "condition", brief, "E04")
    words = f"No metric is worse than that of {evidence.former}."
    return Check("Comparison", words, "met", "", "E04")


def is_worse(metric: MetricFact) -> bool:
    """By its name: of losses and errors less is better, of the others more."""
    try:
        former, now = float(metric.former), float(metric.now)
    except ValueError:
        return False
    return now < former if more_is_better(metric.name) else now > former


def _findings(evidence: ValidationEvidence) -> Check:
    if evidence.validation is None:
        words = "There is no validation that could have found something."
        return Check("Findings", words, "no_evidence", words[:-1], "E05")
    open_ones = [one for one in evidence.findings if one.is_open]
    serious = [str(one.number) for one in open_ones if one.severity in SERIOUS]
    overdue = [str(one.number) for one in open_ones if one.is_overdue]
    if open_ones:
        brief = f"Open findings: {listed([str(one.number) for one in open_ones])}"
        if serious:
            brief += f"; high or critical: {listed(serious)}"
        if overdue:
            brief += f"; overdue: {listed(overdue)}"
        return Check("Findings", f"{brief}.", "condition", brief, "E05")
    words = "No finding was raised."
    if evidence.findings:
        words = f"{begun(counted(len(evidence.findings), 'finding'))}, all closed."
    return Check("Findings", words, "met", "", "E05")


def _decision(evidence: ValidationEvidence) -> Check:
    verdict = evidence.verdict
    if verdict is None:
        words = f"No verdict counts. {evidence.words}"
        return Check("Decision", words, "no_evidence", "No verdict was given", "E07")
    if verdict.outcome == "rejected":
        brief = f"{verdict.by} rejected it"
        return Check("Decision", evidence.words, "not_met", brief, "E07")
    if verdict.conditions:
        brief = "The verdict names conditions"
        words = f"{evidence.words} Conditions: {verdict.conditions}"
        return Check("Decision", words, "condition", brief, "E07")
    return Check("Decision", evidence.words, "met", "", "E07")


def _entries(evidence: ValidationEvidence) -> Check:
    acts = evidence.acts
    if not acts:
        words = "There is no act that could have left an entry."
        return Check("Entries", words, "no_evidence", words[:-1], "E06")
    without = sum(act.entry == "none" for act in acts)
    if without:
        brief = f"{counted(without, 'act')} without an entry"
        return Check("Entries", f"{brief}.", "not_met", brief, "E06")
    waiting = sum(act.entry == "waits" for act in acts)
    if waiting:
        brief = f"{counted(waiting, 'entry', 'entries')} without a number yet"
        return Check("Entries", f"{brief}.", "condition", brief, "E06")
    words = f"Each act told here ({len(acts):,}) names its entry and its digest."
    return Check("Entries", words, "met", "", "E06")
