"""What happens around every page: limits, context, login by default, clear errors."""

from collections.abc import Callable
from urllib.parse import quote

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import resolve

from governance import access_offers
from governance.context import Origin, acting_from, authenticated_by
from governance.exceptions import GovernanceError, TooLarge

logger = structlog.get_logger(__name__)
Next = Callable[[HttpRequest], HttpResponse]
Middleware = Callable[[HttpRequest], HttpResponse]

# Names of routes that a stranger may open; everything else asks for a login.
PUBLIC_ROUTES = frozenset(
    {
        "governance:login",
        "governance:emergency_login",
        "governance:health",
        "governance:log_checkpoint",
        "governance:log_keys",
        "governance:log_tile",
        "oidc_authentication_init",
        "oidc_authentication_callback",
        "reports:verify",
        "reports:verify_certificates",
        "reports:verify_number",
    }
)
UPLOAD_ROUTES = frozenset(
    {
        "registry:register_version",
        "registry:register_dataset",
        "registry_api:versions",
        "registry_api:datasets",
    }
)

VERIFY_ROUTE = "reports:verify"


def headers(get_response: Next) -> Middleware:
    """A strict content security policy on every answer; nothing is kept in caches.

    What may be kept says so itself: static files, and the tiles of the log.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=()")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def size_limit(get_response: Next) -> Middleware:
    """Refuse a body by its declared length, before a byte of it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        limit = _limit(request)
        if declared.isdigit() and int(declared) <= limit:
            return get_response(request)
        error = TooLarge("file", f"A request may hold at most {limit:,} bytes here.")
        return problem(request, error)

    return middleware


def _limit(request: HttpRequest) -> int:
    try:
        route = resolve(request.path_info).view_name
    except Exception:  # noqa: BLE001 - an unknown address is answered later, by 404
        route = ""
    if route == VERIFY_ROUTE:
        return settings.MAX_VERIFIED_BYTES + 2**20
    if route not in UPLOAD_ROUTES:
        return settings.MAX_BODY_BYTES
    return max(settings.MAX_ARTIFACT_BYTES, settings.MAX_DATASET_BYTES) + 2**20


def request_context(get_response: Next) -> Middleware:
    """Name the request, so that its entries can be found together."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_api = request.path_info.startswith("/api/")
        with acting_from(Origin("api" if is_api else "web", "oidc")) as here:
            response = get_response(request)
            response["X-Request-Id"] = str(here.request_id)
            return response

    return middleware


def errors(get_response: Next) -> Middleware:
    """Refusals become pages; see `process_exception` for where they arise."""

    class Errors:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_exception(
            self, request: HttpRequest, exception: Exception
        ) -> HttpResponse | None:
            if isinstance(exception, GovernanceError):
                return problem(request, exception)
            return None

    return Errors()


def problem(request: HttpRequest, error: GovernanceError) -> HttpResponse:
    """A refusal as a page, or as problem+json for the API (RFC 9457)."""
    logger.info("request_refused", method=request.method, code=error.code)
    if request.path_info.startswith("/api/"):
        from governance.api.problems import as_response  # noqa: PLC0415 - DRF is heavy

        return as_response(error)
    actor = getattr(request, "user", None)  # nobody yet when the body is too large
    context = {"error": error, "offer": access_offers.offer(actor, error)}
    response = render(
        request, f"errors/{error.status}.html", context, status=error.status
    )
    for name, value in error.headers.items():
        response[name] = value
    return response


def login_required(get_response: Next) -> Middleware:
    """Deny by default: only the listed routes open without a login."""

    class LoginRequired:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_view(
            self, request: HttpRequest, view: object, args: object, kwargs: object
        ) -> HttpResponse | None:
            match = request.resolver_match
            name = match.view_name if match else ""
            is_api = request.path_info.startswith("/api/v1/")
            if request.session.get("auth") == "emergency":
                authenticated_by("emergency")
            if request.user.is_authenticated or is_api or name in PUBLIC_ROUTES:
                return None  # the API has a permission class of its own
            target = quote(request.get_full_path(), safe="/?=&")
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?next={target}")

    return LoginRequired()
