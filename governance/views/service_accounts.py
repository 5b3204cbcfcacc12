"""Service accounts of a project: who answers for which, and their tokens."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from governance import access, scopes, service_accounts, tokens
from governance.models import User
from governance.operations.create_service_account import create_service_account
from governance.operations.hand_over_service_account import hand_over_service_account
from governance.pages import Step, actor_of, ask
from governance.rights import Right
from governance.token_forms import HandOverForm, ServiceAccountForm, ServiceTokenForm
from governance.views.tokens import made


@require_GET
def account_list(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The programs of a project."""
    actor = actor_of(request)
    project = scopes.find_to_manage(actor, project_id)
    context = {
        "section": "members",
        "project": project,
        "lines": service_accounts.lines(project.pk),
        "may_share": access.may(actor, Right.SHARE, project.pk),
        "sees_project": access.may(actor, Right.VIEW, project.pk).allowed,
    }
    return render(request, "governance/service_accounts.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Make an account for a program."""
    actor = actor_of(request)
    project = scopes.find_to_manage(actor, project_id)
    step = Step(
        title=f"Make a service account for {project.subject_label}?",
        submit="Make the service account",
        back=reverse("governance:service_accounts", args=[project.pk]),
        will=[
            "It never logs in. It works with tokens that its owner makes on its page.",
            "It may do what its role allows and its owner may, and decides nothing.",
            "Every entry of what it does names its owner.",
        ],
        because=_because(request, actor, project.pk),
    )

    def act(data: dict[str, Any]) -> str:
        account = create_service_account(actor=actor, project=project, **data)
        return service_accounts.page_of(account.pk)

    return ask(request, step, ServiceAccountForm(request.POST or None), act)


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account and its tokens; a new one's text is shown in this one answer."""
    actor = actor_of(request)
    account, project = service_accounts.find(actor, account_id)
    form = ServiceTokenForm(request.POST or None)
    fresh = made(actor, form, account)
    because = service_accounts.require_keeper(actor, account)
    context = {
        "section": "members",
        "project": project,
        "line": service_accounts.line(account),
        "tokens": [(token, "") for token in tokens.listed(account)],
        "form": ServiceTokenForm() if fresh else form,
        "fresh": fresh,
        "because": because,
        "is_owner": account.owner_id == actor.pk,
        "may_share": access.may(actor, Right.SHARE, project.pk),
        "api_url": request.build_absolute_uri(reverse("governance_api:me")),
    }
    status = 400 if form.is_bound and not fresh else 200
    return render(request, "governance/service_account.html", context, status=status)


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Another person answers for it."""
    actor = actor_of(request)
    account, project = service_accounts.find(actor, account_id)
    step = Step(
        title=f"Who answers for {account}?",
        submit="Hand it over",
        back=service_accounts.page_of(account.pk),
        will=[
            "The new owner answers for all that it does from now on.",
            "All its tokens end: the owner before was shown them.",
            "What it built until now counts as built by both.",
        ],
        because=_because(request, actor, project.pk),
    )

    def act(data: dict[str, Any]) -> str:
        hand_over_service_account(actor=actor, account=account, **data)
        return reverse("governance:service_accounts", args=[project.pk])

    return ask(request, step, HandOverForm(request.POST or None), act)


def _because(request: HttpRequest, actor: User, project_id: UUID) -> str:
    """The right, asked before the form is shown; a POST goes on to the operation."""
    if request.method == "GET":
        return access.require(actor, Right.SHARE, project_id)
    return access.may(actor, Right.SHARE, project_id).because
