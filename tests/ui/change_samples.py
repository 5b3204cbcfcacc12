"""Change requests and policies to show: waiting, approved, void, over."""

from datetime import timedelta
from types import SimpleNamespace as Some
from typing import Any
from uuid import UUID

from governance.change_forms import ReviewForm
from governance.change_kinds import DifferenceRow, Fact
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


FACTS = (Fact("Snapshot", s.DIGEST), Fact("Answers", "Release 3", is_hash=False))


class Change(Some):
    """Its name is what a template shows of it."""

    def __str__(self) -> str:
        return "CR-31"


CHANGE = Change(
    pk=UUID(int=31),
    id=UUID(int=31),
    kind="promotion",
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
        meaning="I approve CR-31 (promote hydraulic_model_2 to PROD): I have read its "
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
        title="Promote hydraulic_model_2 to PROD",
        facts=FACTS,
        is_gated=True,
        gate=GATE,
        held=1,
        revision=9,
        signed=SIGNED,
        differences=DIFFERENCES,
        left_off=0 if stands.is_pending else 3,
        now="hydraulic_model_1",
        as_of="now" if stands.is_pending else "end",
        is_whole=True,
    )
    vars(shown).update(values.pop("shown", {}))
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


RETIREMENT = {
    "title": "Delete cooler-prod in PROD",
    "is_gated": False,
    "gate": (),
    "now": "cooler-prod",
    "differences": (
        DifferenceRow("Endpoint", "answers", "deleted", "callers get 404", "warn"),
        DifferenceRow("Snapshot", s.DIGEST, "\N{EN DASH}", "kept", is_hash=True),
        DifferenceRow("Releases", "3", "3", "all stay", "off"),
    ),
}
CHANGES = {
    "waiting": page("Waits", "1 of 2 approvals."),
    "approved": page("Approved", "2 of 2 approvals.", is_mine=True, barred="No."),
    "refused": page("Waits", "1 of 2 approvals.", may_apply=s.MAY_NOT),
    "void": page("Void", "The policy changed since it was asked for: was 9, is 10."),
    "expired": page("Expired", "It could be applied until 2026-12-01 07:00 UTC."),
    "applied": page("Applied", "Applied by ds2."),
    "altered": page("Applied", "Applied by ds2.", shown={"is_whole": False}),
    "old": page("Rejected", "Rejected by officer.", shown={"as_of": "unknown"}),
    "retirement": page("Waits", "1 of 2 approvals.", shown=RETIREMENT),
}
LINES = [
    Some(change=CHANGE, title="Promote", state="Waits", words="1 signed, 2 needed."),
    Some(
        change=CHANGE,
        title="Delete",
        state="Void",
        words="Another policy applies now.",
    ),
]
ASKED = {
    "approvals": 2,
    "also": ["retirement"],
    "conditions": [
        {"condition": "snapshot"},
        {"condition": "metric", "metric": "macro_f1", "at_least": "0.95"},
    ],
}
POLICIES = [
    {
        "policy": POLICY,
        "tier": "High risk",
        "before_what": ["a version runs there", "a deployment there is deleted"],
        "conditions": ["Its sealed snapshot is whole", "A validator accepted it"],
        "is_whole": True,
        "before": [
            {
                "policy": Some(**{**vars(POLICY), "revision": 8, "approvals": 1}),
                "before_what": ["a version runs there"],
                "conditions": ["Its sealed snapshot is whole"],
            },
            {
                "policy": Some(**{**vars(POLICY), "revision": 7, "published_by": None}),
                "before_what": [],
                "conditions": [],
            },
        ],
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
