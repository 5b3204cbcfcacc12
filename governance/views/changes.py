"""Change requests: the list of a project, one of them, and what people do with it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from governance import (
    access,
    change_lists,
    change_pages,
    changes,
    policies,
    scopes,
    signing_off,
)
from governance.change_forms import ReviewForm
from governance.change_kinds import kind_of
from governance.exceptions import AccessDenied, IllegalMove
from governance.forms import ReasonForm
from governance.models import ChangeRequest, User
from governance.operations.withdraw_change import withdraw_change
from governance.pages import Step, actor_of, ask
from governance.recording import record_denial
from governance.rights import Right

PAGE = 50


@require_GET
def change_list(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The requests of a project, newest first."""
    actor = actor_of(request)
    project = scopes.find(actor, project_id)
    found = change_pages.rows(actor).filter(project_id=project.pk)[:PAGE]
    tier = policies.tier_of(project.pk)
    context = {
        "section": "changes",
        "project": project,
        "lines": change_lists.lines(found),
        "tier": tier.label,
        "may_set_risk": access.may(actor, Right.SET_RISK, project.pk),
    }
    return render(request, "governance/changes.html", context)


@require_GET
def change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """One request: the difference, the gate, who signed what, and your decision."""
    actor = actor_of(request)
    found = change_pages.find(actor, change_id)
    return _page(request, actor, found, ReviewForm(found))


def _page(
    request: HttpRequest,
    actor: User,
    found: ChangeRequest,
    form: ReviewForm,
    status: int = 200,
) -> HttpResponse:
    shown = change_pages.shown(found)
    kind = kind_of(found)
    context = {
        "section": "changes",
        "project": scopes.find(actor, found.project_id),
        "shown": shown,
        "change": found,
        "standing": shown.standing,
        "barred": changes.Barred(found).why(actor) if shown.standing.is_pending else "",
        "may_apply": access.may(actor, kind.right(found), found.project_id),
        "apply_url": kind.apply_url(found),
        "is_mine": found.requested_by_id == actor.pk,
        "form": form,
    }
    return render(request, "governance/change.html", context, status=status)


@require_POST
def review(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """A decision, on its way to be signed at the provider; nothing is decided yet."""
    actor = actor_of(request)
    found = change_pages.find(actor, change_id)
    form = ReviewForm(found, request.POST)
    barred = changes.Barred(found).why(actor)
    if barred:
        record_denial(actor, form.action, found, barred)
        raise AccessDenied(barred)
    standing = changes.standing(found)
    if not standing.is_pending:
        raise IllegalMove(f"{found} is {standing.state.lower()}.")
    if not form.is_valid():
        return _page(request, actor, found, form, 400)
    return HttpResponseRedirect(
        signing_off.begin(request, actor, found, **form.cleaned_data)
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Take one's own request back."""
    actor = actor_of(request)
    found = change_pages.find(actor, change_id)
    back = reverse("governance:change", args=[found.pk])
    step = Step(
        title=f"Withdraw {found}?",
        submit=f"Withdraw {found}",
        back=back,
        will=[
            "Nobody can approve or apply it any more.",
            "It stays, with everything that was said about it.",
        ],
    )

    def act(data: dict[str, Any]) -> str:
        withdraw_change(actor=actor, change=found, **data)
        return back

    return ask(request, step, ReasonForm(request.POST or None), act)
