"""Compliance summaries made by hand: a project in order but for its monitoring."""

from dataclasses import replace
from typing import Any

from reports.documents.project_summary import evidence as summary
from tests.reports import deployment_samples, samples

CONDITIONS = "Only below 60 degrees, until winter data is there."


def validation(state: str = "accepted", **changed: Any) -> summary.ValidationFact:
    """By the validator, three weeks ago."""
    values: dict[str, Any] = {
        "state": state,
        "words": f"{state.replace('_', ' ').capitalize()} by validator.",
        "conditions": "",
        "at": "2026-11-01 10:00:00 UTC",
        "who": "validator",
        "is_carried": False,
        "entry": samples.event(20),
    }
    return summary.ValidationFact(**values | changed)


NEVER = validation(
    "not_validated",
    words="Nobody has validated this version yet.",
    at="",
    who="",
    entry=None,
)


def finding(severity: str = "Medium", due: str = "2026-12-01") -> summary.FindingFact:
    return summary.FindingFact(
        number=1,
        severity=severity,
        is_serious=severity in {"High", "Critical"},
        text="Group C is missing from the data.",
        owner="builder",
        due=due,
        entry=samples.event(21),
    )


def version(number: int = 1, **changed: Any) -> summary.VersionFact:
    """It answers in PROD, and everything about it is in order."""
    values: dict[str, Any] = {
        "id": f"version-{number}",
        "label": f"hydraulic_model_{number}",
        "model": "hydraulic_model",
        "digest": samples.digest(f"hydraulic_model_{number}"),
        "built_by": "builder",
        "registered_at": "2026-10-20 10:00:00 UTC",
        "is_newest": True,
        "is_withdrawn": False,
        "environments": ("PROD",),
        "differences": (),
        "datasets": 2,
        "wrong_datasets": (),
        "validation": validation(),
        "findings": (),
        "dossier": summary.DossierFact(
            "HM-DOS-2026-00C0FFEE", "2026-11-20 10:00:00 UTC", "Holds", ()
        ),
    }
    return summary.VersionFact(**values | changed)


TIER = summary.TierFact(
    "High risk", "officer", "2026-10-21 10:00:00 UTC", samples.event(22)
)
REVIEW = summary.AccessReviewFact(
    name="Autumn",
    opened_by="builder",
    due_at="2026-11-10 10:00:00 UTC",
    at="2026-11-05 10:00:00 UTC",
    who="builder",
    entry=samples.event(23),
)


def summary_evidence(
    *versions: summary.VersionFact, **changed: Any
) -> summary.SummaryEvidence:
    """One version in PROD, approved."""
    values: dict[str, Any] = {
        "kind": "project-summary",
        "issue": replace(samples.ISSUE, number="HM-SUM-2026-77AA01B2"),
        "position": samples.POSITION,
        "project": "hydraulic system",
        "project_id": samples.VERSION.project_id,
        "as_of": "2026-11-23 08:30:00 UTC",
        "environments": ("DEV", "TEST", "PROD"),
        "versions": versions or (version(),),
        "models": 1,
        "others": 2,
        "owners": (summary.OwnerFact("builder", is_active=True),),
        "tier": TIER,
        "access_reviews": (REVIEW,),
        "releases": (deployment_samples.release(1, 1, 2),),
        "live": ("release-1",),
    }
    return summary.SummaryEvidence(**values | changed)


def empty_evidence() -> summary.SummaryEvidence:
    """A project in which nothing was done yet."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("versions", "access_reviews", "releases", "live"), ()
    )
    return summary_evidence(**nothing, models=0, others=0, tier=None)
