"""The inbox: what waits for me, what I asked for, what concerns me."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from governance import inbox
from governance.operations.read_notices import read_notices
from governance.pages import actor_of

NEWEST = 50


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Everything for the person who is logged in."""
    actor = actor_of(request)
    context = {
        "section": "inbox",
        "waiting": inbox.waiting(actor),
        "asked": inbox.asked(actor),
        "told": inbox.told(actor, NEWEST),
        "unread": inbox.unread(actor),
    }
    return render(request, "governance/inbox.html", context)


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many things wait or are unread, for the side panel of a page that is there.

    Asked apart: no page waits for it, and none fails with it.
    """
    context = {"count": inbox.count(actor_of(request))}
    return render(request, "governance/_inbox_count.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark what changed as read."""
    read_notices(actor=actor_of(request))
    return HttpResponseRedirect(reverse("governance:inbox"))
