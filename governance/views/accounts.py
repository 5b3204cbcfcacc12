"""Accounts, for those who close and reopen them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from governance import access
from governance.exceptions import NotVisible
from governance.forms import ReasonForm
from governance.models import User
from governance.operations.close_account import close_account, reopen_account
from governance.pages import Step, actor_of, ask
from governance.rights import Right

MAX_LISTED = 200
Act = Callable[..., User]


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
    """A person's account. Who may not close accounts does not learn which there are."""
    found = User.objects.filter(pk=person_id, kind=User.Kind.PERSON).first()
    if found is None:
        access.require(actor, Right.MANAGE_ACCOUNTS, None)
        raise NotVisible
    return found


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """From the next request on this account can do nothing."""
    person = find(actor_of(request), person_id)
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
    will = [
        "They may log in again, if the provider lets them.",
        "They have the access again that was given to them and has not ended.",
    ]
    return _step(request, person, reopen_account, "Reopen", will)


def _step(
    request: HttpRequest, person: User, operation: Act, verb: str, will: list[str]
) -> HttpResponse:
    actor = actor_of(request)
    if request.method == "GET":
        access.require(actor, Right.MANAGE_ACCOUNTS, None)
    back = reverse("governance:accounts")
    step = Step(
        title=f"{verb} the account {person}?",
        submit=f"{verb} {person}",
        back=back,
        will=will,
        because=access.may(actor, Right.MANAGE_ACCOUNTS, None).because,
    )

    def act(data: dict[str, Any]) -> str:
        operation(actor=actor, person=person, **data)
        return back

    return ask(request, step, ReasonForm(request.POST or None), act)
