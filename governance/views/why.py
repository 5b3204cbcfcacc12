"""May somebody do something in a project, now or then, and by which entry?"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from governance import access, access_answers, disclosed, history, scopes
from governance.access_answers import Answer
from governance.exceptions import AccessDenied, InvalidInput
from governance.forms import WhyForm
from governance.models import Subject, User
from governance.pages import actor_of
from governance.rights import Right

OTHERS = (
    "You may ask about yourself. About others asks who may share the project, and "
    "Admins and Auditors of the site."
)


@require_GET
def why(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The answer, its entries, and where rows and entries differ."""
    actor = actor_of(request)
    project = scopes.find_to_manage(actor, project_id)
    form = WhyForm(request.GET or None)
    context = {
        "section": "members",
        "project": project,
        "form": form,
        "may_ask_others": may_ask_others(actor, project),
        "may_read_all": access.may(actor, Right.AUDIT, None).allowed,
    }
    if not form.is_bound or form.is_valid():
        wanted = form.cleaned_data if form.is_bound else {}
        try:
            found = asked(actor, project, **_named(wanted))
        except InvalidInput as error:
            form.add_error(error.field, error.message)
        else:
            context |= {"answer": found, **linked(actor, found)}
    status = 400 if form.errors else 200
    return render(request, "governance/why.html", context, status=status)


def _named(wanted: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": wanted.get("person", ""),
        "right": wanted.get("right") or Right.VIEW.value,
        "at": wanted.get("at"),
    }


def may_ask_others(actor: User, project: Subject) -> bool:
    """Members who share, and Admins and Auditors of the site."""
    return any(
        access.may(actor, right, project.pk).allowed
        for right in (Right.SHARE, Right.AUDIT)
    )


def asked(actor: User, project: Subject, *, name: str, right: str, at: Any) -> Answer:
    """The answer about a person by name, oneself when none is named.

    Refuses questions about others before it says whether the name is known.
    """
    name = name.strip() or actor.username
    if name != actor.username and not may_ask_others(actor, project):
        raise AccessDenied(OTHERS)
    known = User.objects.exclude(kind=User.Kind.SYSTEM).filter(username=name)
    person = known.select_related("owner").first()
    if person is None:
        raise InvalidInput("person", f"Nobody here is called {name[:80]}.")
    return access_answers.answer(project.pk, person, Right(right), at)


def linked(actor: User, found: Answer) -> dict[str, Any]:
    """The cited entries as links and reasons, as far as the actor may open them."""
    cited = [each.uuid for each in found.cited]
    readable = history.visible_entries(actor).filter(uuid__in=cited)
    links = {key: _entry_url(key) for key in readable.values_list("uuid", flat=True)}
    reasons = disclosed.reasons(links)
    ways = [
        {
            "way": way,
            "url": links.get(way.grant.given.uuid, ""),
            "reason": reasons.get(way.grant.given.uuid, ""),
            "joined_url": links.get(way.joined.uuid, "") if way.joined else "",
        }
        for way in found.ways
    ]
    closed_url = links.get(found.closed.uuid, "") if found.closed else ""
    return {"ways": ways, "closed_url": closed_url}


def _entry_url(key: UUID) -> str:
    return reverse("governance:entry", args=[key])
