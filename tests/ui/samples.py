"""What components and pages are shown with: plausible, and with every branch used."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Some
from typing import Any
from uuid import UUID

from django import forms

from governance.access_matrix import short
from governance.forms import ReasonForm
from governance.ledger.tree import inclusion_spans
from governance.proof_pages import draw
from governance.rights import PROJECT_RIGHTS, Right, Role

DIGEST = "147e82faca64a021f4af180c2acbeaa8be6a43478105110702869e353cda8c46"
NOW = datetime.now(UTC)
PROJECT = Some(id=UUID("018f2c3a-6b1d-7c44-9a02-4f6d1e9d3b71"), name="hydraulic system")
OTHER_ID = UUID("018f2c3a-6b1d-7c44-9a02-000000000002")
DS1 = Some(username="ds1", is_authenticated=True)
ANONYMOUS = Some(username="", is_authenticated=False)
SHELL = {
    "product_version": "0.1.0",
    "ledger": Some(size=1196, signed_at=NOW, witnesses=1),
    "log_sizes": (1196, 1190),
    "may_manage_access": True,
}
MAY = Some(allowed=True, because="Owner on this project, granted by admin.")
MAY_NOT = Some(
    allowed=False,
    because="You may not share the project. It takes one of the roles: Owner, Admin.",
)


class RollBackForm(ReasonForm):
    """A step with a choice and a reason."""

    to = forms.ChoiceField(label="Release", choices=[("2", "Release 2, version 1")])


def line(entry_id: int, **values: Any) -> Some:
    told: dict[str, Any] = {
        "entry_id": entry_id,
        "uuid": UUID(int=entry_id + 1),
        "at": NOW - timedelta(hours=entry_id * 7),
        "actor_name": "ds1",
        "action": "release.deployed",
        "sentence": "deployed hydraulic_model_1 to cooler-dev",
        "why": "First version with group C in the training data.",
        "subject_url": "/deployments/1/",
        "number": 1200 - entry_id,
        "digest": DIGEST,
        "changes": [Some(field="release", old="2", new="3")],
    }
    return Some(**{**told, **values})


LINES = [
    line(0, number=None),
    line(
        1,
        actor_name="ds2",
        action="access.denied",
        sentence="was refused “deployed to” on cooler-prod",
        why="",
        changes=[],
    ),
    line(
        2,
        sentence="registered hydraulic_model_3",
        why="",
        subject_url="",
        changes=[Some(field=f"metric {n}", old="", new="0.961") for n in range(5)],
    ),
    line(
        9,
        actor_name="service:pipeline",
        on_behalf_of="ds1",
        sentence="rolled cooler-dev back to hydraulic_model_1",
    ),
    line(
        10,
        action="annotation.corrected",
        sentence="corrected entry 1,189 about hydraulic_model_1",
        why="The reason named the wrong season.",
        statement="Refit with 212 winter cycles of group C.",
        original=line(11, sentence="registered hydraulic_model_1"),
    ),
    line(
        11,
        sentence="registered hydraulic_model_1",
        later=[
            Some(uuid=UUID(int=11), number=1190, word="Corrected later by"),
            Some(uuid=UUID(int=12), number=None, word="A value was erased by"),
        ],
    ),
]


def entry(told: Some, **values: Any) -> Some:
    """All that one entry holds, as `governance.entry_pages` tells it."""
    everything: dict[str, Any] = {
        "line": told,
        "body": '{"action":"annotation.corrected","v":1}',
        "readable_body": '{\n  "action": "annotation.corrected",\n  "v": 1\n}',
        "size": 1204,
        "values": {"hashes": {"version": DIGEST}},
        "disclosed": [
            Some(
                path="actor.name",
                name="the name of who acted",
                is_open=True,
                shown="ds1",
            ),
            Some(path="why", name="the reason", is_open=False, shown="(erased)"),
        ],
        "pointers": [
            Some(number=1189, leaf=DIGEST, uuid=UUID(int=12)),
            Some(number=1188, leaf=DIGEST, uuid=None),
        ],
    }
    return Some(**{**everything, **values})


ROOT = bytes.fromhex(DIGEST)
PROOF = Some(
    fault="",
    proof=Some(checkpoint=Some(size=1196)),
    drawing=draw(1195, 1196, (ROOT,) * len(inclusion_spans(1195, 1196))),
    seals=[
        Some(name="hallmark.example/ledger", is_witness=False, at=NOW),
        Some(name="witness.example/north", is_witness=True, at=NOW),
    ],
    witnesses=1,
    root=DIGEST,
    file_text="c2sp.org/tlog-proof@v1\n",
)
ENTRY_FACTS = [
    Some(label="Recorded", value=NOW, kind="moment", sub="2026-11-23T09:12:40Z"),
    Some(label="About", value="version", sub="annotation.corrected"),
    Some(label="Actor", value=OTHER_ID, kind="hash"),
    Some(label="Known by", value="session", sub="through web"),
    Some(label="Request", value=OTHER_ID, kind="hash"),
    Some(label="Entry ID", value=OTHER_ID, kind="hash"),
]


def grant(number: int, member: str, role: str, until: datetime | None = None) -> Some:
    return Some(
        id=UUID(int=number),
        member=member,
        user=Some(
            is_active=number != 2,
            owner=Some(username="ds1") if number == 4 else None,
        ),
        reason="Runs the test rig until the audit in spring." if number < 3 else "",
        get_role_display=role,
        granted_by=Some(username="ds1"),
        valid_from=NOW - timedelta(days=number),
        valid_until=until,
    )


MEMBERS = [
    grant(3, "ds1", "Owner"),
    grant(2, "ds2", "Engineer"),
    grant(1, "group validation", "Validator", NOW + timedelta(days=90)),
    grant(4, "service:pipeline", "Data scientist", NOW + timedelta(days=90)),
]


def account(name: str, **values: Any) -> Some:
    told: dict[str, Any] = {
        "id": OTHER_ID,
        "username": name,
        "name": name.title(),
        "issuer": "https://provider.example",
        "is_active": True,
        "is_emergency": name == "former",
        "created_at": NOW,
    }
    return Some(**{**told, **values})


WAYS = ("direct", "direct", "", "group", "site", "", "direct", "", "", "", "")


def matrix_line(name: str, number: int) -> Some:
    ways = [WAYS[(place + number) % len(WAYS)] for place in range(len(PROJECT_RIGHTS))]
    return Some(
        person=Some(
            username=name, is_active=number != 2, owner="ds1" if number == 1 else None
        ),
        ways=("Engineer", "Viewer through group validation")[: number + 1],
        until=NOW + timedelta(days=90) if number else None,
        cells=[Some(way=way, words=f"Engineer {way}" if way else "") for way in ways],
        last_used=NOW - timedelta(hours=number) if number < 2 else None,
    )


MATRIX = Some(
    rights=tuple((short(right), right.label) for right in PROJECT_RIGHTS),
    lines=[matrix_line(name, at) for at, name in enumerate(("ds1", "ds2", "former"))],
    is_whole=False,
)


def cited(number: int | None) -> Some:
    return Some(uuid=OTHER_ID, number=number, at=NOW, action="project.shared")


def answer(**values: Any) -> Some:
    told: dict[str, Any] = {
        "person": Some(username="ds2"),
        "right": Right.DEPLOY_PROD,
        "at": NOW,
        "is_now": False,
        "allowed": True,
        "closed": None,
        "known": True,
        "read": 14,
        "range": Some(size=1196, checkpoint=Some(size=1196), waiting=0),
        "silent": (),
        "faults": (),
    }
    return Some(**{**told, **values})


FOUND_WAYS = [
    {
        "way": Some(
            grant=Some(
                role=Role.ENGINEER,
                valid_from=NOW,
                valid_until=NOW + timedelta(days=3),
                given=cited(1189),
            ),
            on_site=False,
            group="",
            joined=None,
        ),
        "url": "/audit/entries/1/",
        "reason": "Runs the rig in the night shift.",
    },
    {
        "way": Some(
            grant=Some(
                role=Role.ENGINEER,
                valid_from=NOW,
                valid_until=None,
                given=cited(None),
            ),
            on_site=True,
            group="validation",
            joined=cited(1100),
        ),
        "url": "",
        "reason": "",
        "joined_url": "/audit/entries/2/",
    },
]


def token(number: int, **values: Any) -> Some:
    told: dict[str, Any] = {
        "id": UUID(int=number),
        "name": "nightly scoring",
        "prefix": "hmk_4f6d1e9d",
        "scopes": ["read", "score"],
        "right_labels": [],
        "last_used_at": None,
        "expires_at": NOW + timedelta(days=50),
        "revoked_at": None,
    }
    return Some(**{**told, **values})


TOKENS = [
    (token(1, last_used_at=NOW), "everywhere"),
    (token(2, name="old laptop", revoked_at=NOW), "on hydraulic system"),
    (token(3, name="workshop", expires_at=NOW - timedelta(days=1)), ""),
    (token(4, right_labels=["see the project", "score"]), "on hydraulic system"),
]


def service(number: int, **values: Any) -> Some:
    told: dict[str, Any] = {
        "account": Some(
            id=UUID(int=number), username=f"service:pipeline-{number}", is_active=True
        ),
        "owner": Some(username="ds1", is_active=True),
        "grant": grant(4, "", "Data scientist", NOW + timedelta(days=90)),
        "tokens": 2,
        "last_used": NOW - timedelta(minutes=4),
        "state": "Active",
    }
    return Some(**{**told, **values})


SERVICES = [
    service(1),
    service(2, grant=None, tokens=0, last_used=None, state="No role"),
    service(3, owner=Some(username="former", is_active=False), state="Owner closed"),
    service(
        4,
        account=Some(id=UUID(int=4), username="service:old", is_active=False),
        state="Closed",
    ),
]


def job(state: str, **values: Any) -> Some:
    told: dict[str, Any] = {
        "id": UUID(int=7),
        "state": state,
        "progress": 0.64,
        "message": "Step 5 of 7, drawing charts",
        "error": "",
        "attempts": 1,
    }
    return Some(**{**told, **values})


def ask(form: forms.Form) -> dict[str, Any]:
    return {
        "title": "Roll back cooler-dev to release 2?",
        "action": "/deployments/1/roll-back/",
        "form": form,
        "will": [
            "Release 4 starts hydraulic_model_1 beside release 3, about 1 second.",
            "No request is lost; release 3 finishes what it has.",
        ],
        "because": MAY.because,
        "submit": "Roll back to release 2",
        "back": "/deployments/1/",
        "used_before": ["Latency broke the 10 ms limit under the evening load"],
    }
