"""The page of a version, its tabs, and the small steps on it."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from governance import access
from governance.exceptions import InvalidInput, NotVisible
from governance.forms import ReasonForm
from governance.models import Subject, User
from governance.pages import Step, actor_of, ask
from governance.rights import Right
from registry import panels, queries
from registry.forms import CommentForm, TagForm
from registry.integrity import glance
from registry.models import Version
from registry.operations.add_comment import add_comment
from registry.operations.add_tag import add_tag
from registry.operations.remove_tag import remove_tag
from registry.operations.withdraw_version import withdraw_version
from registry.storage import blobs
from registry.validation import standing
from registry.views.registering import because
from registry.views.version_page import TABS, tab_context, tabs_of


@require_GET
def version(
    request: HttpRequest, version_id: UUID, tab: str = "comments"
) -> HttpResponse:
    """More details: one tab of the page of a version."""
    actor = actor_of(request)
    if tab not in TABS:
        raise NotVisible
    found = queries.version_for(actor, version_id)
    return _page(request, actor, found, tab, CommentForm(), 200)


def _page(  # noqa: PLR0913, PLR0917 - private: the page of `version` and of a bad comment
    request: HttpRequest,
    actor: User,
    found: Version,
    tab: str,
    form: CommentForm,
    status: int,
) -> HttpResponse:
    context = {
        "section": "models",
        "project": found.project,
        "version": found,
        "tab": tab,
        "tabs": tabs_of(found, tab),
        "tab_template": f"registry/_version_{tab}.html",
        "integrity": glance(found),
        "standing": standing(found),
        "environments": panels.places([found]).get(found.pk, []),
        "tags": queries.tags([found.pk]).get(found.pk, []),
        "menu": panels.menus(actor, found.project, [found]).get(found.pk, []),
        "panels": panels.version_panels(request, found),
        "may_contribute": access.may(actor, Right.CONTRIBUTE, found.project_id),
        "may_comment": access.may(actor, Right.COMMENT, found.project_id),
        "form": form,
        **tab_context(actor, found, tab),
    }
    return render(request, "registry/version.html", context, status=status)


@require_POST
def comment_version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Add comment, on a version."""
    actor = actor_of(request)
    found = queries.version_for(actor, version_id)
    form = CommentForm(request.POST)
    if _commented(actor, found, form):
        return HttpResponseRedirect(reverse("registry:version", args=[found.pk]))
    return _page(request, actor, found, "comments", form, 400)


@require_POST
def comment_experiment(request: HttpRequest, experiment_id: UUID) -> HttpResponse:
    """Add comment, on an experiment."""
    actor = actor_of(request)
    found = queries.experiment_for(actor, experiment_id)
    form = CommentForm(request.POST)
    if not _commented(actor, found, form):
        raise InvalidInput("text", "A comment has 1 to 2,000 characters.")
    return HttpResponseRedirect(reverse("registry:experiment", args=[found.pk]))


def _commented(actor: User, subject: Subject, form: CommentForm) -> bool:
    if not form.is_valid():
        return False
    try:
        add_comment(actor=actor, subject=subject, text=form.cleaned_data["text"])
    except InvalidInput as error:
        form.add_error("text", error.message)
        return False
    return True


@require_http_methods(["GET", "POST"])
def tag(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Tag a version."""
    actor = actor_of(request)
    found = queries.version_for(actor, version_id)
    step = Step(
        title=f"Tag {found}",
        submit=f"Tag {found}",
        back=_address(found),
        will=["The tag is shown in the Models table. The same name again changes it."],
        because=because(request, actor, found.project),
        more={"project": found.project, "section": "models"},
    )

    def act(data: dict[str, Any]) -> str:
        add_tag(actor=actor, subject=found, **data)
        return _address(found)

    return ask(request, step, TagForm(request.POST or None), act)


@require_POST
def untag(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Take a tag off a version."""
    actor = actor_of(request)
    found = queries.version_for(actor, version_id)
    remove_tag(actor=actor, subject=found, name=request.POST.get("name", ""))
    return HttpResponseRedirect(_address(found))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Withdraw a version."""
    actor = actor_of(request)
    found = queries.version_for(actor, version_id)
    step = Step(
        title=f"Withdraw {found}?",
        submit=f"Withdraw {found}",
        back=_address(found),
        will=[
            f"{found} can no longer be deployed. This cannot be undone.",
            "What runs now keeps running until somebody deploys or deletes.",
            "Its snapshot, releases and predictions stay.",
        ],
        because=because(request, actor, found.project),
        more={"project": found.project, "section": "models"},
    )

    def act(data: dict[str, Any]) -> str:
        withdraw_version(actor=actor, version=found, **data)
        return _address(found)

    return ask(request, step, ReasonForm(request.POST or None), act)


@require_GET
def version_file(request: HttpRequest, version_id: UUID, role: str) -> FileResponse:
    """One file of a version, as it was sealed; never shown, always saved."""
    found = queries.version_for(actor_of(request), version_id)
    part = found.files.filter(role=role).first()
    if part is None:
        raise NotVisible
    file = blobs().open(part.sha256)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{found}-{part.path}",
        content_type="application/octet-stream",
    )


def _address(found: Version) -> str:
    return reverse("registry:version", args=[found.pk])
