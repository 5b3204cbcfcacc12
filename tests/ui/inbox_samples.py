"""The inbox, access requests and access reviews with plausible contexts."""

from datetime import timedelta
from types import SimpleNamespace as Some
from typing import Any
from uuid import UUID

from governance.campaigns import Line, Progress
from governance.inbox import Asked, Told, Waiting
from governance.request_forms import DecideForm, RequestAccessForm, ReviewGrantForm
from tests.ui import samples as s

Case = tuple[str, str, dict[str, Any]]
DAY = timedelta(days=1)
WHY = "Compare the valve models on the November cycles."
WAITING = [
    Waiting(
        what="Access review hydraulic system: 7 grants to decide",
        why="",
        url="/",
        action="Continue",
        since=s.NOW - 9 * DAY,
        kind="Review",
        due=s.NOW - DAY,
    ),
    Waiting(
        what="Give ds2 the role Data scientist on valve monitoring for 30 days",
        why=WHY,
        url="/",
        action="Decide",
        since=s.NOW - DAY,
        kind="Access",
        due=s.NOW + 13 * DAY,
    ),
    Waiting(
        what="Your role Engineer on hydraulic system ends",
        why="",
        note="Ask for more time if you still need it. An owner decides.",
        url="/",
        action="Ask for more",
        since=s.NOW - 80 * DAY,
        kind="Access ends",
        due=s.NOW + 10 * DAY,
    ),
]
ASKED = [
    Asked("Engineer on hydraulic system", WHY, "/", "Open", s.NOW - DAY),
    Asked("Viewer on project 018f2c3a", WHY, "/", "Refused", s.NOW, is_open=False),
]
TOLD: Any = [
    Told(Some(read_at=None), s.LINES[1]),  # type: ignore[arg-type]
    Told(Some(read_at=s.NOW), s.LINES[3]),  # type: ignore[arg-type]
]
INBOX = {
    "waiting": WAITING,
    "asked": ASKED,
    "told": TOLD,
    "unread": 1,
    "section": "inbox",
}


def request(state: str, **values: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "id": UUID(int=3),
        "person": "ds2",
        "get_role_display": "Engineer",
        "days": 30,
        "asked_at": s.NOW - DAY,
        "expires_at": s.NOW + 13 * DAY,
        "entry_uuid": UUID(int=4),
        "decision_uuid": None,
        "grant": None,
        "project_id": s.PROJECT.id,
    }
    return {
        "asked": Some(**{**asked, **values}),
        "state": state,
        "is_open": state == "Open",
        "is_mine": not values.get("decision_uuid"),
        "may_decide": state == "Open",
        "name": s.PROJECT.name,
        "why": WHY,
        "answer": "A week is enough for this." if values else "",
        "section": "inbox",
    }


def line(number: int, state: str, verdict: str = "") -> Line:
    item: Any = Some(
        id=UUID(int=number),
        grant=s.MEMBERS[number % 3],
        verdict=verdict,
        decided_by="ds1" if verdict else None,
    )
    return Line(item, s.PROJECT.name, state, WHY if verdict else "", not verdict)


LINES = [
    line(1, "Open"),
    line(2, "Kept", "kept"),
    line(3, "Removed", "removed"),
    line(4, "Flagged", "flagged"),
    line(5, "Ended by other means"),
]
CAMPAIGN: dict[str, Any] = {
    "id": UUID(int=9),
    "name": "November, hydraulic system",
    "opened_by": "ds1",
    "opened_at": s.NOW - 9 * DAY,
    "due_at": s.NOW + 5 * DAY,
    "attested_at": None,
    "attested_by": None,
    "attestation": "",
}
STANDING = Progress(5, 1, 0, 1, 0, 1, 1, 1)
REVIEW = {
    "campaign": Some(**CAMPAIGN),
    "reviewers": ["ds1", "officer"],
    "standing": STANDING,
    "lines": LINES,
    "is_late": False,
    "may_attest": True,
    "where": s.PROJECT.name,
    "section": "inbox",
}
LATE = Some(**{**CAMPAIGN, "due_at": s.NOW - DAY})
ATTESTED = Some(
    **{
        **CAMPAIGN,
        "attested_at": s.NOW,
        "attested_by": "ds1",
        "attestation": f"I attest that it was looked at. {STANDING.words}.",
    }
)
APPROVED = {
    "decision_uuid": UUID(int=5),
    "decided_by": "ds1",
    "decided_at": s.NOW,
    "grant": Some(get_role_display="Viewer", valid_until=s.NOW + 7 * DAY),
}

PAGES: list[Case] = [
    ("inbox", "governance/inbox.html", INBOX),
    ("inbox-empty", "governance/inbox.html", {"section": "inbox"}),
    ("access-request", "governance/access_request.html", request("Open")),
    (
        "access-request-reduced",
        "governance/access_request.html",
        request("Reduced", **APPROVED),
    ),
    (
        "access-request-unknown",
        "governance/access_request.html",
        {**request("Expired"), "name": ""},
    ),
    (
        "campaigns",
        "governance/campaigns.html",
        {
            "rows": [
                (Some(**CAMPAIGN), STANDING),
                (LATE, STANDING),
                (ATTESTED, STANDING),
            ],
            "may_open": s.MAY,
            "open_url": "/",
            "section": "inbox",
        },
    ),
    ("campaigns-empty", "governance/campaigns.html", {"may_open": s.MAY_NOT}),
    ("campaign", "governance/campaign.html", REVIEW),
    (
        "campaign-late",
        "governance/campaign.html",
        {**REVIEW, "campaign": LATE, "is_late": True, "may_attest": False},
    ),
    (
        "campaign-attested",
        "governance/campaign.html",
        {**REVIEW, "campaign": ATTESTED, "reviewers": [], "may_attest": False},
    ),
    ("ask-access", "components/ask_page.html", s.ask(RequestAccessForm())),
    ("decide-access", "components/ask_page.html", s.ask(DecideForm({}))),
    ("review-grant", "components/ask_page.html", s.ask(ReviewGrantForm())),
]
