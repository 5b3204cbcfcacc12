"""Asking for access, and deciding what others asked for."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from governance import access, access_requests
from governance.exceptions import AccessDenied
from governance.forms import ReasonForm
from governance.history import ERASED
from governance.models import AccessRequest, User
from governance.operations.decide_access_request import decide_access_request
from governance.operations.request_access import request_access
from governance.operations.withdraw_access_request import withdraw_access_request
from governance.pages import Step, actor_of, ask
from governance.request_forms import DecideForm, RequestAccessForm
from governance.rights import Right

State = AccessRequest.State


@require_http_methods(["GET", "POST"])
def request_step(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Ask for a role on a project. The page is the same for any key, seen or not."""
    actor = actor_of(request)
    step = Step(
        title="Ask for access to this project?",
        submit="Ask for access",
        back=reverse("governance:inbox"),
        will=[
            "Its owners find your request in their inbox. You find it in yours.",
            "It ends after 14 days when nobody decides.",
            "If there is no such project, nobody reads it. You are not told which.",
        ],
        because="Everybody who is logged in may ask.",
    )

    def act(data: dict[str, Any]) -> str:
        return _page_of(request_access(actor=actor, project_id=project_id, **data))

    chosen = {"role": request.GET["role"]} if "role" in request.GET else None
    form = RequestAccessForm(request.POST or None, initial=chosen)
    return ask(request, step, form, act)


@require_GET
def show(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: for whoever asked, and for those who may decide it."""
    actor = actor_of(request)
    row = access_requests.find(actor, request_id)
    standing = access_requests.standing(row)
    why = access_requests.reasons([row])
    is_mine = row.person_id == actor.pk
    context = {
        "section": "inbox",
        "asked": row,
        "name": access_requests.names(actor, [row]).get(row.project_id, ""),
        "state": standing.label,
        "is_open": standing is State.OPEN,
        "is_mine": is_mine,
        "may_decide": not is_mine,
        "why": why.get(row.entry_uuid, ERASED),
        "answer": why.get(row.decision_uuid, ERASED) if row.decision_uuid else "",
    }
    return render(request, "governance/access_request.html", context)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Approve, reduce or refuse."""
    actor = actor_of(request)
    row = access_requests.find(actor, request_id)
    because = _because(request, actor, row)
    name = access_requests.names(actor, [row]).get(row.project_id, "this project")
    step = Step(
        title=f"{row.person} asks for {row.get_role_display()} on {name}. What now?",
        submit="Decide",
        back=_page_of(row),
        will=[
            f"Approved, {row.person} has the role from now on, for {row.days} days.",
            "It ends by the clock itself. Your reason is shown to who asked.",
        ],
        because=because,
    )

    def act(data: dict[str, Any]) -> str:
        return _page_of(decide_access_request(actor=actor, access_request=row, **data))

    return ask(request, step, DecideForm(request.POST or None), act)


def _because(request: HttpRequest, actor: User, row: AccessRequest) -> str:
    """The right, asked before the form is shown; a POST goes on to the operation."""
    if request.method == "POST":
        return ""
    if row.person_id == actor.pk:
        raise AccessDenied("Nobody decides their own request. Ask another owner.")
    return access.require(actor, Right.SHARE, row.project_id)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take one's own request back."""
    actor = actor_of(request)
    row = access_requests.find(actor, request_id)
    if request.method == "GET" and row.person_id != actor.pk:
        raise AccessDenied("Only the account itself may do this.")
    step = Step(
        title=f"Withdraw your {row}?",
        submit="Withdraw",
        back=_page_of(row),
        will=["Nobody decides it any more. You can ask again."],
        because="You asked for it.",
    )

    def act(data: dict[str, Any]) -> str:
        done = withdraw_access_request(actor=actor, access_request=row, **data)
        return _page_of(done)

    return ask(request, step, ReasonForm(request.POST or None), act)


def _page_of(row: AccessRequest) -> str:
    return reverse("governance:access_request", args=[row.pk])
