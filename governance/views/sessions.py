"""Logging in and out."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from governance.authentication import provider_logout_url
from governance.exceptions import TooMany
from governance.forms import EmergencyLoginForm
from governance.models import User
from governance.operations.open_session import close_session, open_session

REFUSED = (
    "The provider's answer was refused, so nobody was logged in. Try again; if it "
    "happens twice, log out at the provider first."
)


@require_GET
def show_login(request: HttpRequest) -> HttpResponse:
    """The door: one way in, and the emergency way."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    context = {
        "next": wanted if is_ours else "",
        "refused": REFUSED if "refused" in request.GET else "",
    }
    return render(request, "governance/login.html", context)


@require_http_methods(["GET", "POST"])
def emergency_login(request: HttpRequest) -> HttpResponse:
    """The emergency admin's password, five tries in fifteen minutes."""
    form = EmergencyLoginForm(request.POST or None)
    status, headers = 400 if form.is_bound else 200, {}
    if form.is_bound and form.is_valid():
        try:
            user = authenticate(request, **form.cleaned_data)
        except TooMany as error:
            status, headers = error.status, error.headers
            form.add_error(None, error.message)
        else:
            if isinstance(user, User):
                return _opened(request, user)
            form.add_error(None, "Name or password is wrong.")
    context = {"form": form}
    page = render(request, "governance/emergency_login.html", context, status=status)
    for name, value in headers.items():
        page[name] = value
    return page


def _opened(request: HttpRequest, user: User) -> HttpResponse:
    open_session(actor=user)
    login(request, user)
    request.session["auth"] = "emergency"
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session here and at the provider."""
    target = provider_logout_url(request)
    if isinstance(request.user, User):
        close_session(actor=request.user)
    logout(request)
    return HttpResponseRedirect(target)


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Whether this process can reach its database; for probes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "version": settings.VERSION})
