"""Histories of deployments made by hand: one in order, and what can be wrong in one."""

from dataclasses import replace
from typing import Any

from reports.documents import release_facts as facts
from reports.documents.deployment_history import evidence as history
from tests.reports import samples

PROD = "PROD low risk, revision 2"
WARM = "Answers after 0.41 s: loaded, golden rows and warm-up held"


def signature(who: str = "officer", **changed: Any) -> facts.SignatureFact:
    """An approval that counts."""
    values: dict[str, Any] = {
        "who": who,
        "person": who,
        "verdict": "approve",
        "meaning": "I approve CR-1, hydraulic_model_1 for PROD.",
        "auth_time": "2026-11-02 08:59:40 UTC",
        "signed_at": "2026-11-02 09:00:00 UTC",
        "login_age": 20,
        "is_bound": True,
        "is_person": True,
        "is_party": False,
        "entry": samples.event(31, "Read, with its numbers."),
    }
    return facts.SignatureFact(**values | changed)


def change(digest: str, *signed: facts.SignatureFact, **more: Any) -> facts.ChangeFact:
    """A request that binds a snapshot; approved by the officer, if by nobody else."""
    values: dict[str, Any] = {
        "label": "CR-1",
        "asked_by": "engineer",
        "asked_at": "2026-11-02 08:00:00 UTC",
        "binding": samples.digest("binding"),
        "is_bound": True,
        "artifact": digest,
        "policy_revision": 2,
        "entry": samples.event(30),
        "signatures": signed or (signature(),),
    }
    return facts.ChangeFact(**values | more)


def states(day: int, *, until: int | None = None) -> tuple[facts.StateFact, ...]:
    """Up after three seconds; replaced on a later day where one is given."""
    at = f"2026-11-{day:02d} 09:00"
    lasts = None if until is None else (until - day) * 86_400_000
    found = (
        facts.StateFact("Preparing", f"{at}:01 UTC", 1_250, ""),
        facts.StateFact("Launching", f"{at}:02 UTC", 1_750, "Environment kept"),
        facts.StateFact("Healthy", f"{at}:04 UTC", lasts, WARM),
    )
    if until is None:
        return found
    end = f"2026-11-{until:02d} 09:00:04 UTC"
    return (*found, facts.StateFact("Replaced", end, None, "Replaced by release 2."))


def release(number: int, version: int, day: int, **changed: Any) -> facts.ReleaseFact:
    """In PROD, approved, and it answers."""
    digest = samples.digest(f"hydraulic_model_{version}")
    values: dict[str, Any] = {
        "id": f"release-{number}",
        "deployment": "cooler-prod",
        "deployment_id": "place-1",
        "environment": "PROD",
        "number": number,
        "kind": "promote",
        "version": f"hydraulic_model_{version}",
        "digest": digest,
        "before": "",
        "at": f"2026-11-{day:02d} 09:00:00 UTC",
        "who": "engineer",
        "entry": samples.event(40 + number),
        "end": samples.event(60 + number, ""),
        "states": states(day),
        "failure": "",
        "needed": 1,
        "policy": PROD,
        "change": change(digest),
        "emergency": None,
        "goes_back_to": "",
        "is_same_worker": False,
    }
    return facts.ReleaseFact(**values | changed)


FIRST = release(1, 1, 2, states=states(2, until=9))
SECOND = release(2, 2, 9, before="hydraulic_model_1", states=states(9, until=11))
BACK = release(
    3,
    1,
    11,
    kind="rollback",
    before="hydraulic_model_2",
    change=None,
    goes_back_to=FIRST.id,
    is_same_worker=True,
    entry=samples.event(43, "Alarms on rig three doubled."),
)


def hurried(review: facts.ReviewFact | None, **changed: Any) -> facts.ReleaseFact:
    """An emergency release on an endpoint of its own."""
    emergency = facts.EmergencyFact(
        bypassed=("PROD asks for 1 approval by others (revision 2 of its policy).",),
        made_by="engineer",
        due_at="2026-11-17 09:00:00 UTC",
        is_overdue=review is None,
        review=review,
    )
    values: dict[str, Any] = {
        "id": "hurried",
        "deployment": "spare",
        "deployment_id": "place-2",
        "kind": "emergency",
        "change": None,
        "emergency": emergency,
    }
    return release(1, 2, 15, **values | changed)


def review(outcome: str = "justified", **changed: Any) -> facts.ReviewFact:
    """In time, by the officer."""
    values: dict[str, Any] = {
        "outcome": outcome,
        "label": outcome.replace("_", " ").capitalize(),
        "who": "officer",
        "at": "2026-11-16 10:00:00 UTC",
        "is_late": False,
        "is_other": True,
        "entry": samples.event(77, "The leak was real."),
    }
    return facts.ReviewFact(**values | changed)


FAILED = release(
    1,
    3,
    14,
    id="failed",
    deployment="trial",
    deployment_id="place-3",
    environment="DEV",
    kind="deploy",
    needed=0,
    policy="DEV low risk, revision 1",
    change=None,
    states=(
        facts.StateFact("Preparing", "2026-11-14 09:00:01 UTC", 900, ""),
        facts.StateFact("Failed", "2026-11-14 09:00:02 UTC", None, "See its entry."),
    ),
    failure="The worker ended: not enough memory.",
)
POLICY = facts.PolicyFact(
    name=PROD,
    environment="PROD",
    tier="Low risk",
    revision=2,
    approvals=1,
    conditions=("Its sealed snapshot is whole",),
    digest=samples.digest("policy"),
    is_whole=True,
    published_by="admin",
    published_at="2026-11-01 08:00:00 UTC",
)
DELETION = history.DeletionFact(
    deployment="old",
    deployment_id="place-4",
    environment="DEV",
    at="2026-11-12 09:00:00 UTC",
    version="hydraulic_model_1",
    entry=samples.event(80, "The trial on DEV is over."),
)
DIFFERENCE = history.DifferenceFact(
    release=SECOND.id,
    before=FIRST.digest,
    after=SECOND.digest,
    rows=(
        history.DifferenceRow("accuracy", "0.902", "0.931", "+0.029 better", "met"),
        history.DifferenceRow("loss", "0.40", "0.41", "+0.01 worse", "condition"),
        history.DifferenceRow("rounds", "100", "150", "changed", "none"),
    ),
    same=4,
)


def deployment_evidence(
    *releases: facts.ReleaseFact, **changed: Any
) -> history.DeploymentEvidence:
    """Promoted twice, rolled back, one emergency reviewed, one failure: in order."""
    values: dict[str, Any] = {
        "kind": "deployment-history",
        "issue": replace(samples.ISSUE, number="HM-DEP-2026-5B0C77E1"),
        "position": samples.POSITION,
        "project": "hydraulic system",
        "project_id": samples.VERSION.project_id,
        "since": "2026-11-01 00:00:00 UTC",
        "until": "2026-11-23 08:30:00 UTC",
        "environments": ("DEV", "TEST", "PROD"),
        "releases": releases or (FIRST, SECOND, BACK, FAILED, hurried(review())),
        "earlier": (),
        "outside": 4,
        "deletions": (DELETION,),
        "differences": () if releases else (DIFFERENCE,),
        "policies": (POLICY,),
        "events": tuple(samples.event(number) for number in range(20)),
        "events_in_all": 20,
    }
    return history.DeploymentEvidence(**values | changed)


def empty_evidence() -> history.DeploymentEvidence:
    """A period in which nothing happened."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("releases", "deletions", "differences", "policies", "events"), ()
    )
    return deployment_evidence(**nothing, outside=0, events_in_all=0)
