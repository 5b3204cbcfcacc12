"""My access tokens."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from governance import scopes, service_accounts
from governance import tokens as kept
from governance.exceptions import Conflict, InvalidInput
from governance.forms import ReasonForm
from governance.models import AccessToken, User
from governance.operations.create_token import create_token
from governance.operations.revoke_token import revoke_token
from governance.pages import Step, actor_of, ask
from governance.token_forms import TokenForm

MAX_LISTED = 500


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List mine, make one; its text is shown in this one answer."""
    actor = actor_of(request)
    projects = scopes.visible(actor).order_by("-pk")[:MAX_LISTED]
    form = TokenForm(request.POST or None, projects=projects)
    fresh = made(actor, form)
    if fresh:
        form = TokenForm(projects=projects)
    context = {
        "section": "tokens",
        "tokens": placed(actor, kept.listed(actor)),
        "form": form,
        "fresh": fresh,
    }
    status = 400 if form.is_bound else 200
    return render(request, "governance/tokens.html", context, status=status)


def made(actor: User, form: Form, account: User | None = None) -> str:
    """The text of a token as the form asks for it; empty when it asks for none."""
    if not form.is_bound or not form.is_valid():
        return ""
    try:
        return create_token(actor=actor, account=account, **form.cleaned_data)[1]
    except InvalidInput as error:
        form.add_error(error.field, error.message)
    except Conflict as error:
        form.add_error(None, error.message)
    return ""


def placed(actor: User, found: list[AccessToken]) -> list[tuple[AccessToken, str]]:
    """Tokens with where they reach, named as far as the actor sees it."""
    reached = {token.project_id for token in found if token.project_id}
    seen = scopes.visible(actor).filter(pk__in=reached)
    names = {row.pk: f"on {row.subject_label}" for row in seen}
    lost = "on a project that you do not see"
    return [
        (token, names.get(token.project_id, lost) if token.project_id else "everywhere")
        for token in found
    ]


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End one of mine, or of a service account that I may stop."""
    actor = actor_of(request)
    token = kept.find_to_revoke(actor, token_id)
    back = reverse("governance:tokens")
    if token.user.is_service:
        back = service_accounts.page_of(token.user_id)
    step = Step(
        title=f"Revoke the token {token.name}?",
        submit=f"Revoke {token.name}",
        back=back,
        will=["Programs that use it are refused from now on. It cannot come back."],
    )

    def act(data: dict[str, Any]) -> str:
        revoke_token(actor=actor, token=token, **data)
        return back

    return ask(request, step, ReasonForm(request.POST or None), act)
