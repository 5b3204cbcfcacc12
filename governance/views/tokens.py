"""My personal access tokens."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from governance.exceptions import Conflict, InvalidInput, NotVisible
from governance.forms import ReasonForm, TokenForm
from governance.models import AccessToken
from governance.operations.create_token import create_token
from governance.operations.revoke_token import revoke_token
from governance.pages import Step, actor_of, ask


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List mine, make one; its text is shown in this one answer."""
    actor, fresh = actor_of(request), ""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, fresh = create_token(actor=actor, **form.cleaned_data)
        except InvalidInput as error:
            form.add_error(error.field, error.message)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            form = TokenForm()
    context = {
        "section": "tokens",
        "tokens": AccessToken.objects.filter(user=actor).order_by("-pk")[:100],
        "form": form,
        "fresh": fresh,
    }
    status = 400 if form.is_bound else 200
    return render(request, "governance/tokens.html", context, status=status)


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End one of mine."""
    actor = actor_of(request)
    token = AccessToken.objects.filter(pk=token_id, user=actor).first()
    if token is None:
        raise NotVisible
    back = reverse("governance:tokens")
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
