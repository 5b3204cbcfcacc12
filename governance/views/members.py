"""Members of a project, sharing, and the admin's Access page."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from governance import access, access_matrix, scopes
from governance.exceptions import InvalidInput, NotVisible
from governance.forms import ExtendForm, ReasonForm, ShareForm
from governance.models import Grant, Subject, User
from governance.operations.extend_grant import extend_grant
from governance.operations.share_project import share_project
from governance.operations.unshare_project import unshare_project
from governance.pages import Step, actor_of, ask
from governance.rights import Right, Role

MAX_LISTED = 500


@require_GET
def members(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Who sees a project, in which role."""
    project = scopes.find(actor_of(request), project_id)
    context = {
        "section": "members",
        "project": project,
        "matrix": access_matrix.matrix(project.pk),
        "denials": access_matrix.denials(project.pk),
        **_members(request, project),
    }
    access_matrix.tell_reasons(context["members"])
    return render(request, "governance/members.html", context)


def _members(request: HttpRequest, project: Subject) -> dict[str, Any]:
    return {
        "members": access.members(project.pk),
        "may_share": access.may(actor_of(request), Right.SHARE, project.pk),
    }


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Share a project; the dialog stays open for the next one."""
    actor = actor_of(request)
    project = scopes.find_to_manage(actor, project_id)
    because = _because(request, actor, project)
    form = ShareForm(request.POST or None)
    shared = ""
    if request.method == "POST" and form.is_valid():
        try:
            grant = share_project(actor=actor, project=project, **form.cleaned_data)
        except InvalidInput as error:
            form.add_error(error.field, error.message)
        else:
            role = Role(grant.role).label
            shared = f"{project.subject_label} is shared with {grant.member} as {role}."
            form = ShareForm()
    context = {
        "section": "members",
        "project": project,
        "form": form,
        "shared": shared,
        "because": because,
        "back": _back(actor, project),
    }
    over_a_page = request.headers.get("HX-Request") == "true"
    template = "_share_dialog.html" if over_a_page else "share.html"
    status = 400 if form.is_bound else 200
    return render(request, f"governance/{template}", context, status=status)


@require_http_methods(["GET", "POST"])
def unshare(request: HttpRequest, project_id: UUID, grant_id: UUID) -> HttpResponse:
    """End somebody's access."""
    actor = actor_of(request)
    project = scopes.find_to_manage(actor, project_id)
    because = _because(request, actor, project)
    grant = _grant(project, grant_id)
    back = _back(actor, project)
    step = Step(
        title=f"End the access of {grant.member} to {project.subject_label}?",
        submit=f"Unshare with {grant.member}",
        back=back,
        will=[
            f"{grant.member} loses the role {Role(grant.role).label} at once.",
            "What they did stays in the ledger, and so does this step.",
            "They find it, with your reason, in their inbox.",
        ],
        because=because,
    )

    def act(data: dict[str, Any]) -> str:
        unshare_project(actor=actor, project=project, grant=grant, **data)
        return back

    return ask(request, step, ReasonForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, project_id: UUID, grant_id: UUID) -> HttpResponse:
    """Let somebody's access last longer, or end earlier."""
    actor = actor_of(request)
    project = scopes.find_to_manage(actor, project_id)
    because = _because(request, actor, project)
    grant = _grant(project, grant_id)
    back = _back(actor, project)
    step = Step(
        title=f"When does the access of {grant.member} to {project.subject_label} end?",
        submit="Change the end",
        back=back,
        will=[
            f"{grant.member} keeps the role {Role(grant.role).label} until then.",
            "It ends by the clock: their next request after it is refused.",
            "They find it, with your reason, in their inbox.",
        ],
        because=because,
    )

    def act(data: dict[str, Any]) -> str:
        extend_grant(actor=actor, project=project, grant=grant, **data)
        return back

    known = {"valid_until": grant.valid_until}
    return ask(request, step, ExtendForm(request.POST or None, initial=known), act)


def _grant(project: Subject, grant_id: UUID) -> Grant:
    found = next((g for g in access.members(project.pk) if g.pk == grant_id), None)
    if found is None:
        raise NotVisible
    return found


def _because(request: HttpRequest, actor: User, project: Subject) -> str:
    """The right, asked before the form is shown.

    A POST goes on to the operation, whose refusal is an entry.
    """
    if request.method == "GET":
        return access.require(actor, Right.SHARE, project.pk)
    return access.may(actor, Right.SHARE, project.pk).because


def _back(actor: User, project: Subject) -> str:
    if access.may(actor, Right.VIEW, project.pk).allowed:
        return reverse("governance:members", args=[project.pk])
    return reverse("governance:access") + f"?project={project.pk}"


@require_GET
def access_page(request: HttpRequest) -> HttpResponse:
    """Every project and who may enter it; for those who manage access."""
    actor = actor_of(request)
    access.require(actor, Right.MANAGE_ACCESS, None)
    context: dict[str, Any] = {"section": "access", "projects": _listed()}
    selected = request.GET.get("project")
    if selected:
        project = scopes.find_to_manage(actor, _uuid(selected))
        context |= {"selected": project, **_members(request, project)}
    return render(request, "governance/access.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidInput("project", "This is no project ID.") from error


def _listed() -> list[dict[str, Any]]:
    """Projects with owner and number of grants; two queries for any number."""
    rows = list(scopes.every().order_by("-pk")[:MAX_LISTED])
    grants = Grant.objects.in_force(timezone.now()).filter(
        scope__in=[row.pk for row in rows]
    )
    counts = dict(grants.values_list("scope").annotate(Count("pk")).order_by())
    owners = dict(
        grants.filter(~Q(user=None), role=Role.OWNER)
        .order_by("-valid_from")
        .values_list("scope", "user__username")
    )
    return [
        {
            "id": row.pk,
            "name": row.subject_label,
            "created_at": getattr(row, "created_at", None),
            "members_count": counts.get(row.pk, 0),
            "owner": owners.get(row.pk, "–"),  # noqa: RUF001 - a dash means none
        }
        for row in rows
    ]
