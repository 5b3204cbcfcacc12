"""R8's score: each control by its worst answer, and the verdict by a printed rule."""

from collections import Counter
from typing import Final

from reports.documents import checks
from reports.documents.checks import Check
from reports.documents.project_summary.answering import Answer
from reports.documents.project_summary.controls import CONTROLS, answers
from reports.documents.project_summary.evidence import SummaryEvidence
from reports.documents.wording import counted
from reports.pdf.cover import Verdict

WORST: Final = ("not_met", "no_evidence", "condition", "met", "none")
SCORED: Final = ("met", "condition", "not_met", "no_evidence")
EMPTY: Final = "The project has no version"
RULE: Final = (
    "Each control is asked of each version that answers somewhere and of the newest of "
    "each model. A control is worth its worst answer: not met, then no evidence, then "
    "condition, then met; where it applies to nothing it counts as met. The score is "
    "the number of controls that are met. One that is not met makes the project not "
    "compliant; otherwise missing evidence means that it cannot be judged yet; "
    "otherwise each condition is named."
)


def findings(evidence: SummaryEvidence) -> tuple[Check, ...]:
    """One check for each control, in the order of the page."""
    if not evidence.versions:
        words = f"{EMPTY}: there is nothing to judge."
        return (Check("Versions", words, "no_evidence", EMPTY, "E02"),)
    rows = answers(evidence)
    return tuple(_check(evidence, at, [row[at] for row in rows]) for at in _places())


def _places() -> range:
    return range(len(CONTROLS))


def _check(evidence: SummaryEvidence, at: int, column: list[Answer]) -> Check:
    control = CONTROLS[at]
    tones = [answer.tone for answer in column]
    tone = next(tone for tone in WORST if tone in tones)
    first = tones.index(tone)
    label, found = evidence.versions[first].label, column[first]
    if tone in {"met", "none"}:
        applies = len(tones) - tones.count("none")
        words = f"Met by {counted(applies, 'version')}."
        if not applies:
            words = "It applies to no version now."
        return Check(control.name, words, "met", "", control.source)
    count = tones.count(tone)
    rest = f" (1 of {count:,} such versions)" if count > 1 else ""
    words = f"{label}: {found.words}{rest}"
    return Check(control.name, words, tone, _brief(control.name, tone), control.source)


def _brief(name: str, tone: str) -> str:
    told = {"not_met": "not met", "no_evidence": "no evidence"}
    return f"{name}: {told.get(tone, tone)}"


def score(evidence: SummaryEvidence) -> Counter[str]:
    """How many controls are met, carry a condition, are not met, lack evidence."""
    return Counter(check.tone for check in findings(evidence))


def conclusion(evidence: SummaryEvidence) -> Verdict:
    """What the cover says: the score, and why it is no better."""
    found = findings(evidence)
    usual = checks.verdict(found)
    if not evidence.versions:
        words = f"{EMPTY}: there is nothing to judge"
        return Verdict(usual.tone, words, evidence.filter)
    met = sum(check.tone == "met" for check in found)
    words = f"{met} of {len(found)} controls are met"
    return Verdict(usual.tone, f"{_standing(usual.tone)}: {words}", usual.detail)


def _standing(tone: str) -> str:
    return {
        "met": "Compliant",
        "condition": "Compliant with conditions",
        "open": "Cannot be judged yet",
    }.get(tone, "Not compliant")
