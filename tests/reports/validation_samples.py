"""Validation reports made by hand: an accepted version, and what can be wrong."""

from dataclasses import replace
from typing import Any

from reports.documents.evidence import Cited
from reports.documents.validation import evidence as facts
from tests.reports import samples

NOBODY = Cited("none", "", "No entry was found.")


def cited(number: int, why: str = "") -> Cited:
    return Cited(f"{number:,}", samples.digest(f"entry {number}"), why)


VERSION = facts.VersionFact(
    label="hydraulic_model_3",
    digest=samples.digest("manifest"),
    rebuilt=samples.digest("manifest"),
    model="hydraulic_model",
    project="hydraulic system",
    project_id=samples.VERSION.project_id,
    registered_by="ds1",
    registered_at="2026-11-01 08:12:27 UTC",
    withdrawn="",
)
VALIDATION = facts.ValidationFact(
    of="hydraulic_model_3",
    digest=VERSION.digest,
    plan="Standard plan",
    plan_sha256=samples.digest("plan"),
    opened_by="validator",
    opened_at="2026-11-03 09:00:00 UTC",
    closed_at="2026-11-09 15:00:00 UTC",
    opening=cited(1_204),
)


def result(number: int, outcome: str = "Passed", **changed: Any) -> facts.TestFact:
    values: dict[str, Any] = {
        "number": number,
        "area": "Performance on held-back rows",
        "title": "It is good enough on rows held back",
        "expected": "Metrics on whole groups held back reach the limit agreed.",
        "outcome": outcome,
        "actual": "Macro F1 0.874 on 441 held-back cycles; the limit is 0.85.",
        "by": "validator",
        "at": "2026-11-05 10:00:00 UTC",
        "results": 1,
        "act": cited(1_210 + number),
    }
    return facts.TestFact(**(values | changed))


REPLIED = cited(1_240)


def finding(number: int, **changed: Any) -> facts.FindingFact:
    values: dict[str, Any] = {
        "number": number,
        "severity": "High",
        "text": "Group C is missing from the data.",
        "owner": "ds1",
        "due": "2026-12-01",
        "raised_by": "validator",
        "raised_at": "2026-11-06 11:00:00 UTC",
        "act": cited(1_230 + number),
        "replies": (
            facts.ReplyFact(
                "ds1", "2026-11-07 08:00:00 UTC", "It comes in May.", REPLIED
            ),
        ),
        "closed_by": "validator",
        "closed_at": "2026-11-08 12:00:00 UTC",
        "closure": "The limits of use name it now.",
        "closing": cited(1_250, "The limits of use name it now."),
        "is_overdue": False,
    }
    return facts.FindingFact(**(values | changed))


FINDING = finding(1)
OPEN = finding(2, closed_by="", closed_at="", closure="", closing=NOBODY)
VERDICT = facts.VerdictFact(
    outcome="accepted",
    conditions="",
    reason="Every test has its result and the one finding is closed.",
    by="validator",
    at="2026-11-09 15:00:00 UTC",
    version="hydraulic_model_3",
    digest=VERSION.digest,
    act=cited(1_300, "Every test has its result and the one finding is closed."),
)
REFIT = facts.RefitFact(
    older="hydraulic_model_2",
    is_refit=True,
    recipe=(),
    data=("training data: rig (60 rows) before, window (61 rows) now",),
    faults=(),
)


def remark(number: int, text: str, **changed: Any) -> facts.RemarkFact:
    values: dict[str, Any] = {
        "at": f"2026-11-{number:02d} 08:00:00 UTC",
        "who": "validator",
        "what": "Comment",
        "text": text,
        "act": cited(1_200 + number),
    }
    return facts.RemarkFact(**(values | changed))


def validation_evidence(**changed: Any) -> facts.ValidationEvidence:
    """Accepted, independent, everything with its entry."""
    parts: dict[str, Any] = {
        "kind": "validation",
        "issue": replace(samples.ISSUE, number="HM-VAL-2026-7D20E911"),
        "position": samples.POSITION,
        "version": VERSION,
        "state": "accepted",
        "words": "Accepted by validator on 09 Nov 2026.",
        "validation": VALIDATION,
        "builders": ("ds1", "ds2"),
        "validators": ("validator",),
        "common": (),
        "tests": tuple(result(number) for number in range(1, 9)),
        "former": "hydraulic_model_2",
        "metrics": (
            facts.MetricFact("grouped/accuracy", "0.861", "0.876"),
            facts.MetricFact("grouped/log_loss", "0.431", "0.412"),
            facts.MetricFact("grouped/macro_f1", "0.860", "0.874"),
        ),
        "findings": (FINDING,),
        "challenge": (
            remark(2, "Which runs were held back?"),
            remark(4, "Thanks."),
            remark(6, FINDING.text, what="Finding 1 raised", act=FINDING.act),
            remark(7, "It comes in May.", what="Reply to finding 1", act=REPLIED),
            remark(8, FINDING.closure, what="Finding 1 closed", act=FINDING.closing),
        ),
        "verdict": VERDICT,
        "refit": None,
    }
    return facts.ValidationEvidence(**(parts | changed))
