"""The requirements that reports speak to: what counts, what was before, a new one."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from governance import access
from governance.forms import ReasonField
from governance.pages import Step, actor_of, ask
from governance.rights import Right
from reports.documents.catalogue import BY_CODE
from reports.models import RequirementSet
from reports.operations.publish_requirements import publish_requirements
from reports.requirements import in_force
from reports.requirements.clauses import MOST, Requirement

SHOWN = 50
MAX_TEXT = 400_000


class RequirementsForm(forms.Form):
    """A new revision. The operation checks the list."""

    requirements = forms.JSONField(
        label="Requirements",
        help_text="The whole list as JSON. Each has the members of those shown.",
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
    )
    reason = ReasonField()


@require_GET
def requirements(request: HttpRequest) -> HttpResponse:
    """What counts now, and every revision before."""
    actor = actor_of(request)
    now = in_force.newest()
    rows = RequirementSet.objects.select_related("published_by")[:SHOWN]
    context = {
        "section": "requirements",
        "now": now,
        "lines": [line_of(one) for one in now.requirements],
        "before": [in_force.told(row) for row in rows][1:],
        "is_edited": now.items != in_force.shipped().items,
        "may_publish": access.may(actor, Right.PUBLISH_POLICY, None),
    }
    return render(request, "reports/requirements.html", context)


def line_of(one: Requirement) -> dict[str, Any]:
    """A requirement as the page shows it: in which reports, and whether it counts."""
    told = [
        f"{BY_CODE[code].reference} {', '.join(titles)}"
        for code, titles in one.sections.items()
        if code in BY_CODE and titles
    ]
    today = timezone.now().date().isoformat()
    over = bool(one.valid_to) and one.valid_to <= today
    return {
        "requirement": one,
        "told": told,
        "is_over": over,
        "is_ahead": one.valid_from > today,
    }


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the next revision; `?from=shipped` begins with the product's own."""
    actor = actor_of(request)
    now = in_force.newest()
    right = Right.PUBLISH_POLICY
    may = access.may(actor, right, None)
    if request.method == "GET":
        access.require(actor, right, None)
    start = in_force.shipped() if request.GET.get("from") == "shipped" else now
    back = reverse("reports:requirements")
    step = Step(
        title="Publish requirements?",
        submit=f"Publish revision {now.number + 1}",
        back=back,
        will=[
            "Every report that is asked for from now on prints this revision.",
            "Reports that are sealed keep the one they were built with.",
            f"A published revision never changes. A list has at most {MOST}.",
        ],
        because=may.because,
        more={"section": "requirements"},
    )
    form = RequirementsForm(request.POST or None, initial={"requirements": start.items})

    def act(data: dict[str, Any]) -> str:
        publish_requirements(actor=actor, **data)
        return back

    return ask(request, step, form, act)
