"""Access reviews made by hand: one in order, and what can be wrong with one."""

from dataclasses import replace
from typing import Any

from reports.documents.access_review import evidence as access
from reports.documents.evidence import Cited
from tests.reports import samples

WHY = "Runs the rig; asked for in the plant meeting."


NOBODY = Cited("none", "", "No entry was found.")


def cited(number: int, why: str = WHY) -> Cited:
    return Cited(f"{number:,}", samples.digest(f"entry {number}"), why)


def grant(person: str, role: str, number: int, **changed: Any) -> access.GrantFact:
    values: dict[str, Any] = {
        "person": person,
        "account": "open",
        "role": role,
        "way": "on the project",
        "given_by": "builder",
        "given": cited(number),
        "valid_from": "2026-03-01 08:00:00 UTC",
        "valid_until": "2027-03-01 08:00:00 UTC",
        "last_act": "2026-11-20 10:00:00 UTC",
        "verdict": "kept",
        "since_review": False,
    }
    return access.GrantFact(**(values | changed))


def decision(holder: str, number: int, **changed: Any) -> access.DecisionFact:
    values: dict[str, Any] = {
        "review": "November",
        "holder": holder,
        "role": "Engineer",
        "verdict": "kept",
        "by": "builder",
        "at": "2026-11-12 09:30:00 UTC",
        "act": cited(number, "Still on call for rig three."),
        "became": "",
    }
    return access.DecisionFact(**(values | changed))


REVIEW = access.ReviewFact(
    name="November",
    of="this project",
    opened_by="builder",
    opened_at="2026-11-10 08:00:00 UTC",
    due_at="2026-11-20 08:00:00 UTC",
    attested="2026-11-14 16:00:00 UTC by builder",
    attestation="I looked at each: 4 grants: 3 kept, 1 reduced, 0 open.",
    opening=cited(17_900),
    items=4,
    open=0,
    is_overdue=False,
)
GRANTS = (
    grant("builder", "Owner", 12, valid_until=""),
    grant("engineer", "Engineer", 14, verdict="reduced"),
    grant("officer", "Compliance officer", 15, way="through group audit, on the site"),
    grant("validator", "Validator", 13, last_act=""),
)
DUTIES = (
    access.DutyFact(
        version="hydraulic_model_3",
        built=("ds1", "ds2"),
        validated=("validator",),
        asked=("ds2",),
        approved=("officer",),
        deployed=("engineer",),
        conflicts=(),
    ),
    access.DutyFact("hydraulic_model_2", ("ds1",), (), (), (), ("ds2",), ()),
)
RIGHTS = ("comment", "see the project", "validate versions")


def access_review_evidence(**changed: Any) -> access.AccessEvidence:
    """A review in which everything is decided and nothing conflicts."""
    parts: dict[str, Any] = {
        "kind": "access-review",
        "issue": replace(
            samples.ISSUE,
            number="HM-ACC-2026-51C3A0B2",
            period="2026-11-01 to 2026-11-22",
        ),
        "position": samples.POSITION,
        "project": "hydraulic system",
        "project_id": samples.VERSION.project_id,
        "since": "2026-11-01 00:00:00 UTC",
        "until": "2026-11-23 00:00:00 UTC",
        "at": "2026-11-23 08:30:00 UTC",
        "grants": GRANTS,
        "people": 4,
        "reviews": (REVIEW,),
        "decisions": (
            decision("builder", 17_910, role="Owner", by="admin"),
            decision(
                "engineer", 17_911, verdict="reduced", became="Engineer, until May"
            ),
            decision("validator", 17_912, role="Validator"),
        ),
        "changed_since": "2026-11-10 08:00:00 UTC",
        "changes": tuple(samples.event(number) for number in range(3)),
        "changed": 3,
        "duties": DUTIES,
        "versions": 2,
        "proofs": tuple(access.ProofFact(one.person, RIGHTS, RIGHTS) for one in GRANTS),
        "strays": (),
        "read": 61,
        "altered": 0,
        "denied": (samples.event(7),),
        "denials": 1,
    }
    return access.AccessEvidence(**(parts | changed))


CONFLICT = replace(
    DUTIES[0],
    validated=("validator", "ds1"),
    approved=("ds2",),
    conflicts=(
        ("ds1", "built and validated"),
        ("ds2", "built and approved"),
        ("ds2", "asked and approved"),
    ),
)
