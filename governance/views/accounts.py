"""Accounts, for those who close and reopen them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from governance import access, scopes, service_accounts
from governance.exceptions import NotVisible
from governance.forms import ReasonForm
from governance.models import User
from governance.operations.close_account import close_account, reopen_account
from governance.pages import Step, actor_of, ask
from governance.rights import Right

MAX_LISTED = 200
Act = Callable[..., User]
CLOSES_SERVICE = [
    "Its tokens and scoring keys are refused from the next request on.",
    "Queued work in its name is refused.",
    "Its role stays listed and allows nothing while it is closed.",
]
REOPENS_SERVICE = [
    "Its tokens work again, those that have not ended and were not revoked.",
    "It has its role again, if that has not ended.",
]


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """People who have logged in, and whether they still may."""
    access.require(actor_of(request), Right.MANAGE_ACCOUNTS, None)
    text = request.GET.get("text", "")[:100]
    rows = User.objects.filter(kind=User.Kind.PERSON).order_by("username")
    if text:
        rows = rows.filter(Q(username__icontains=text) | Q(name__icontains=text))
    found = list(rows[: MAX_LISTED + 1])
    context = {
        "section": "access",
        "people": found[:MAX_LISTED],
        "is_whole": len(found) <= MAX_LISTED,
        "text": text,
    }
    return render(request, "governance/accounts.html", context)


def find(actor: User, person_id: UUID) -> User:
    """A person's account, or a service account of a project that the actor finds.

    Who may not close accounts does not learn which there are.
    """
    found = User.objects.filter(pk=person_id).exclude(kind=User.Kind.SYSTEM).first()
    if found is None:
        access.require(actor, Right.MANAGE_ACCOUNTS, None)
        raise NotVisible
    if found.home_project is not None:
        try:
            scopes.find_to_manage(actor, found.home_project)
        except NotVisible:
            access.require(actor, Right.MANAGE_ACCOUNTS, None)
            raise
    return found


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """From the next request on this account can do nothing."""
    person = find(actor_of(request), person_id)
    if person.is_service:
        return _step(request, person, close_account, "Close", CLOSES_SERVICE)
    will = [
        "Its sessions, access tokens and scoring keys end at once.",
        "Queued work in its name is refused.",
        "Its access to projects stays listed and allows nothing while it is closed.",
        "As an owner it no longer counts: share those projects with another.",
        "The account at the provider stays as it is.",
    ]
    return _step(request, person, close_account, "Close", will)


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The account may log in again."""
    person = find(actor_of(request), person_id)
    if person.is_service:
        return _step(request, person, reopen_account, "Reopen", REOPENS_SERVICE)
    will = [
        "They may log in again, if the provider lets them.",
        "They have the access again that was given to them and has not ended.",
    ]
    return _step(request, person, reopen_account, "Reopen", will)


def _step(
    request: HttpRequest, person: User, operation: Act, verb: str, will: list[str]
) -> HttpResponse:
    actor = actor_of(request)
    home = person.home_project
    right = Right.MANAGE_ACCOUNTS if home is None else Right.SHARE
    if request.method == "GET":
        access.require(actor, right, home)
    back = reverse("governance:accounts")
    if home is not None:
        back = service_accounts.page_of(person.pk)
    step = Step(
        title=f"{verb} the account {person}?",
        submit=f"{verb} {person}",
        back=back,
        will=will,
        because=access.may(actor, right, home).because,
    )

    def act(data: dict[str, Any]) -> str:
        operation(actor=actor, person=person, **data)
        return back

    return ask(request, step, ReasonForm(request.POST or None), act)
