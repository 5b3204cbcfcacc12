"""Checks, and the rule that turns them into the verdict on the cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reports.pdf.cover import Verdict

RULE: Final = (
    "The verdict follows from the checks by this rule: one check that is not met means "
    "the report does not hold; otherwise missing evidence means it cannot be judged "
    "yet; otherwise each condition is named; otherwise all checks hold."
)


@dataclass(frozen=True)
class Check:
    """One question the report asked of the evidence, and what it found.

    tone: met, condition, not_met or no_evidence. brief is a few words for the cover.
    """

    area: str
    finding: str
    tone: str
    brief: str
    source: str


def verdict(checks: Sequence[Check], *, holds: str = "Holds") -> Verdict:
    """See RULE; `holds` is what the kind of report says when nothing is missing."""
    total = len(checks)
    broken = _of(checks, "not_met")
    missing = _of(checks, "no_evidence")
    conditions = _of(checks, "condition")
    if broken:
        return Verdict("not_met", _counted("Does not hold", broken), _briefs(broken))
    if missing:
        words = _counted("Cannot be judged yet", missing, "without evidence")
        return Verdict("open", words, _briefs((*missing, *conditions), total))
    if conditions:
        words = f"{holds}, with {_number(len(conditions), 'condition')}"
        return Verdict("condition", words, _briefs(conditions, total))
    return Verdict("met", f"{holds}: all {total} checks are met", "Nothing is missing.")


def _of(checks: Sequence[Check], tone: str) -> tuple[Check, ...]:
    return tuple(check for check in checks if check.tone == tone)


def _number(count: int, noun: str) -> str:
    return f"one {noun}" if count == 1 else f"{count} {noun}s"


def _counted(start: str, checks: Sequence[Check], rest: str = "failed") -> str:
    return f"{start}: {_number(len(checks), 'check')} {rest}"


def _briefs(checks: Sequence[Check], total: int = 0) -> str:
    words = " ".join(f"{check.brief}." for check in checks)
    met = total - len(checks)
    return f"{words} {met} of {total} checks are met." if met > 0 else words
