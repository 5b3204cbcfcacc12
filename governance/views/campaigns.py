"""Access reviews: the list, one review, and its steps."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from governance import access, campaigns, scopes
from governance.exceptions import AccessDenied
from governance.forms import ReasonForm
from governance.models import Campaign, CampaignItem, Subject, User
from governance.operations.close_campaign import (
    close_campaign,
    refuse_stranger,
    sentence,
)
from governance.operations.decide_grant_review import decide_grant_review
from governance.operations.open_campaign import open_campaign
from governance.pages import Step, actor_of, ask
from governance.request_forms import OpenReviewForm, ReviewGrantForm
from governance.rights import Right
from governance.subjects import SITE, Site


@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    """Every review of what the person may share; all for auditors."""
    actor = actor_of(request)
    rows = campaigns.listed(actor)
    context = {
        "section": "inbox",
        "rows": [(row, campaigns.progress(row, actor)) for row in rows],
        "where": campaigns.places({row.scope for row in rows}),
        "may_open": access.may(actor, Right.SHARE, None),
        "open_url": reverse("governance:open_campaign"),
    }
    return render(request, "governance/campaigns.html", context)


@require_http_methods(["GET", "POST"])
def open_for_site(request: HttpRequest) -> HttpResponse:
    """Review every grant there is; for admins."""
    return _open(request, actor_of(request), SITE)


@require_http_methods(["GET", "POST"])
def open_for_project(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Review every grant of one project."""
    actor = actor_of(request)
    return _open(request, actor, scopes.find_to_manage(actor, project_id))


def _open(request: HttpRequest, actor: User, scope: Subject | Site) -> HttpResponse:
    because = _because(request, actor, scope.scope_id)
    step = Step(
        title=f"Review who has access to {scope.subject_label}?",
        submit="Open the review",
        back=reverse("governance:campaigns"),
        will=[
            "Every grant becomes something to keep, reduce or remove, with a reason.",
            "Nobody reviews their own. What nobody decides ends on the day it is due.",
            "The last owner stays and is flagged. You attest the review at its end.",
        ],
        because=because,
    )

    def act(data: dict[str, Any]) -> str:
        made = open_campaign(actor=actor, scope=scope, **data)
        return campaigns.page_of(made.pk)

    return ask(request, step, OpenReviewForm(request.POST or None), act)


def _because(request: HttpRequest, actor: User, scope: UUID | None) -> str:
    """The right, asked before the form is shown; a POST goes on to the operation."""
    if request.method == "POST":
        return ""
    return access.require(actor, Right.SHARE, scope)


@require_GET
def show(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """One review: how far it is, what is overdue, each grant."""
    actor = actor_of(request)
    campaign = campaigns.find(actor, campaign_id)
    standing = campaigns.progress(campaign, actor)
    context = {
        "section": "inbox",
        "campaign": campaign,
        "reviewers": list(campaign.reviewers.all()),
        "standing": standing,
        "lines": campaigns.lines(actor, campaign),
        "is_late": campaign.attested_at is None and campaign.due_at <= timezone.now(),
        "attestation": campaigns.attestation(actor, campaign),
        "may_attest": _may_attest(actor, campaign) and not standing.open,
        "where": campaigns.places({campaign.scope})[campaign.scope],
    }
    return render(request, "governance/campaign.html", context)


def _may_attest(actor: User, campaign: Campaign) -> bool:
    return campaign.attested_at is None and campaigns.attests(actor, campaign)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Keep, reduce or remove one grant."""
    actor = actor_of(request)
    item = campaigns.find_item(actor, item_id)
    grant = item.grant
    because = _because(request, actor, item.scope_id)
    if request.method == "GET":
        _refuse_barred(actor, item)
    end = grant.valid_until
    until = f"until {end:%d %b %Y}" if end else "without an end"
    step = Step(
        title=f"Keep {grant.member} as {grant.get_role_display()}?",
        submit="Decide",
        back=campaigns.page_of(item.campaign_id),
        will=[
            f"It was given by {grant.granted_by}, and holds {until}.",
            "Removed, it ends at once. Reduced, a smaller one takes its place.",
        ],
        because=because,
    )

    def act(data: dict[str, Any]) -> str:
        decide_grant_review(actor=actor, item=item, **data)
        return campaigns.page_of(item.campaign_id)

    return ask(request, step, ReviewGrantForm(request.POST or None), act)


def _refuse_barred(actor: User, item: CampaignItem) -> None:
    barred = campaigns.barred(actor, item)
    if barred:
        raise AccessDenied(barred)


@require_http_methods(["GET", "POST"])
def attest(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Say that the review is done."""
    actor = actor_of(request)
    campaign = campaigns.find(actor, campaign_id)
    because = _because(request, actor, campaign.scope_id)
    if request.method == "GET":
        refuse_stranger(actor, campaign)
    step = Step(
        title=f"Attest the {campaign}?",
        submit="Attest",
        back=campaigns.page_of(campaign.pk),
        will=[sentence(campaigns.progress(campaign))],
        because=because,
    )

    def act(data: dict[str, Any]) -> str:
        return campaigns.page_of(
            close_campaign(actor=actor, campaign=campaign, **data).pk
        )

    return ask(request, step, ReasonForm(request.POST or None), act)
