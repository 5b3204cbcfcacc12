"""Change requests and policies to show: waiting, approved, void, over."""

from datetime import timedelta
from types import SimpleNamespace as Some
from typing import Any
from uuid import UUID

from governance.change_forms import ReviewForm
from governance.changes import DifferenceRow
from tests.ui import samples as s

POLICY = Some(
    id=UUID(int=40),
    environment="PROD",
    tier="high",
    revision=9,
    approvals=2,
    published_at=s.NOW,
    published_by=Some(username="admin"),
    digest=s.DIGEST,
)


class Change(Some):
    """Its name is what a template shows of it."""

    def __str__(self) -> str:
        return "CR-31"


CHANGE = Change(
    pk=UUID(int=31),
    id=UUID(int=31),
    about_label="hydraulic_model_2",
    environment="PROD",
    target_name="cooler-prod",
    requested_by=Some(username="ds1"),
    created_at=s.NOW - timedelta(hours=3),
    expires_at=s.NOW + timedelta(days=11),
    auto_apply=True,
    binding=s.DIGEST,
    bound={
        "artifact": s.DIGEST,
        "data": [s.DIGEST],
        "environment": {"name": "PROD", "runtime": s.DIGEST},
        "policy": {"revision": 9, "sha256": s.DIGEST},
    },
)
DIFFERENCES = (
    DifferenceRow("Snapshot", "22a706ae" * 8, s.DIGEST, "new", is_hash=True),
    DifferenceRow(
        "Training data",
        "hydraulic.csv, 1,552 rows",
        "hydraulic.csv, 1,764 rows",
        "+212 rows",
    ),
    DifferenceRow("macro_f1", "0.982", "0.986", "+0.004 better", "ok"),
    DifferenceRow(
        "recall/winter", "0.971", "0.967", "\N{MINUS SIGN}0.004 worse", "warn"
    ),
    DifferenceRow("learning_rate", "0.06", "0.04", "changed"),
    DifferenceRow("Environment", "Python 3.11, lock 1a2b3c4d", "the same", "same lock"),
    DifferenceRow(
        "Input and output schema",
        "17 in, 3 out",
        "17 in, 3 out",
        "same; callers need no change",
        "off",
    ),
)
GATE = (
    Some(
        says="Its sealed snapshot is whole",
        finding=Some(
            is_met=True, words="5 parts hashed.", url="/v/1/", link="Snapshot"
        ),
    ),
    Some(
        says="A validator accepted it",
        finding=Some(is_met=False, words="No verdict yet.", url="", link="Validation"),
    ),
)


def signed(name: str, verdict: str, because: str = "", number: int = 0) -> Some:
    approval = Some(
        person=Some(username=name),
        verdict=verdict,
        meaning="I approve CR-31, hydraulic_model_2 for PROD: I have read its "
        "difference, its gate and the reason given for it.",
        signed_at=s.NOW,
        auth_time=s.NOW - timedelta(seconds=12),
        entry=UUID(int=50 + number),
    )
    counts = verdict == "approve" and not because
    told = s.line(number, why="Group C gains more than winter loses.", number=1180)
    return Some(
        decision=Some(approval=approval, counts=counts, because=because), line=told
    )


SIGNED = (
    signed("validator", "approve"),
    signed("officer", "changes", number=1),
    signed("former", "approve", "You may not approve or reject it any more.", 2),
    signed("officer", "reject", number=3),
)


def standing(state: str, *words: str) -> Some:
    pending = state in {"Waits", "Approved", "Changes wanted"}
    return Some(
        state=state,
        words=words,
        approvals=1,
        needed=2 if pending else 0,
        policy=POLICY if pending else None,
        is_pending=pending,
    )


def page(state: str, *words: str, **values: Any) -> dict[str, Any]:
    """The context of a change request's page."""
    stands = standing(state, *words)
    shown = Some(
        line=s.line(3, why="Recall on group C rises from 0.934 to 0.961."),
        end=None if stands.is_pending else s.line(4, sentence="promoted it"),
        gate=GATE,
        held=1,
        signed=SIGNED,
        differences=DIFFERENCES,
        now="hydraulic_model_1",
    )
    return {
        "project": s.PROJECT,
        "change": CHANGE,
        "shown": shown,
        "standing": stands,
        "barred": "",
        "may_apply": s.MAY,
        "apply_url": "/changes/31/apply/",
        "is_mine": False,
        "form": ReviewForm(CHANGE),  # type: ignore[arg-type]  # a stand-in
        "section": "changes",
    } | values


CHANGES = {
    "waiting": page("Waits", "1 of 2 approvals."),
    "approved": page("Approved", "2 of 2 approvals.", is_mine=True, barred="No."),
    "refused": page("Waits", "1 of 2 approvals.", may_apply=s.MAY_NOT),
    "void": page("Void", "The policy changed since it was asked for: was 9, is 10."),
    "expired": page("Expired", "It could be applied until 2026-12-01 07:00 UTC."),
    "applied": page("Applied", "Applied by ds2."),
}
LINES = [
    Some(change=CHANGE, state="Waits", words="1 signed, 2 needed."),
    Some(change=CHANGE, state="Void", words="Another policy applies now."),
]
POLICIES = [
    {
        "policy": POLICY,
        "tier": "High risk",
        "conditions": ["Its sealed snapshot is whole", "A validator accepted it"],
        "is_whole": True,
        "before": [Some(revision=8, published_at=s.NOW, approvals=1)],
    },
    {
        "policy": Some(
            **{**vars(POLICY), "id": UUID(int=41), "approvals": 0, "published_by": None}
        ),
        "tier": "Low risk",
        "conditions": [],
        "is_whole": False,
        "before": [],
    },
]
