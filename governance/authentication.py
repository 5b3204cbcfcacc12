"""Who is there: OpenID Connect for people, a password for one emergency admin.

mozilla-django-oidc checks the signature and the nonce. It accepts a foreign audience or
issuer and a token without expiry; `OpenIdBackend` closes these.
"""

from typing import Any
from urllib.parse import urlencode

import jwt
import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView
from requests import RequestException

from governance import change_pages, signing_off
from governance.attempts import LOGINS
from governance.exceptions import InvalidInput
from governance.models import User
from governance.operations.open_session import open_session
from governance.operations.provision_person import Identity, provision_person
from governance.operations.review_change import review_change

ALGORITHMS = ("RS256", "ES256")
REQUIRED_CLAIMS = ["iss", "aud", "exp", "iat", "sub"]
LEEWAY_SECONDS = 30

logger = structlog.get_logger(__name__)


class OpenIdBackend(OIDCAuthenticationBackend):
    """OpenID Connect Core section 3.1.3.7: every check of an ID token."""

    def _verify_jws(self, payload: bytes | str, key: Any) -> dict[str, Any]:
        algorithm = jwt.get_unverified_header(payload).get("alg")
        if algorithm not in ALGORITHMS or algorithm != self.OIDC_RP_SIGN_ALGO:
            raise SuspiciousOperation(f"The token is signed with {algorithm}.")
        claims: dict[str, Any] = jwt.decode(
            payload,
            key,
            algorithms=[algorithm],
            audience=settings.OIDC_RP_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED_CLAIMS},
        )
        _check_party(claims)
        _check_age(claims)
        return claims

    def get_or_create_user(
        self, access_token: str, id_token: str, payload: dict[str, Any]
    ) -> User:
        """The account of (iss, sub); e-mail addresses identify nobody."""
        info = self.get_userinfo(access_token, id_token, payload)
        if info.get("sub") != payload["sub"]:
            raise SuspiciousOperation("Token and user info name different people.")
        return provision_person(identity=_identity(payload, info))

    def get_user(self, user_id: Any) -> User | None:
        """Whose session this is; nobody's from the moment an account is closed."""
        people = User.objects.filter(kind=User.Kind.PERSON, is_active=True)
        return people.filter(pk=user_id).first()


def _check_party(claims: dict[str, Any]) -> None:
    """`azp` must be us when it is there, and must be there for several audiences."""
    party = claims.get("azp")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (party is None and several) or party not in {None, settings.OIDC_RP_CLIENT_ID}:
        raise SuspiciousOperation("The token was issued to another party.")


def _check_age(claims: dict[str, Any]) -> None:
    """Our own check of `auth_time`: not every provider honours max_age."""
    at = claims.get("auth_time")
    if at is None:
        return
    if not isinstance(at, int):
        raise SuspiciousOperation("auth_time is no number.")
    if timezone.now().timestamp() - at > settings.OIDC_MAX_AUTH_AGE:
        raise SuspiciousOperation("The password was typed too long ago.")


def _identity(claims: dict[str, Any], info: dict[str, Any]) -> Identity:
    groups = info.get(settings.OIDC_GROUPS_CLAIM, [])
    if not isinstance(groups, list):
        raise SuspiciousOperation("The groups claim is no list.")
    return Identity(
        issuer=claims["iss"],
        subject=str(claims["sub"]),
        username=str(info.get("preferred_username") or claims["sub"]),
        name=str(info.get("name", "")),
        email="" if info.get("email_verified") is False else str(info.get("email", "")),
        groups=frozenset(str(group) for group in groups),
    )


DOUBTS = (
    SuspiciousOperation,
    jwt.PyJWTError,
    RequestException,
    InvalidInput,
    KeyError,
)


def come_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider with a signature: the decision is made, or nothing is."""
    pending = signing_off.take(request)
    page = HttpResponseRedirect(reverse("governance:change", args=[pending.change]))
    if not isinstance(request.user, User):
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL_FAILURE)
    try:
        signature = signing_off.verified(
            request, pending, OpenIdBackend(), request.user
        )
    except DOUBTS as error:
        logger.warning("signature_refused", because=str(error))
        messages.error(request, f"Nothing was signed. {_told(error)}")
        return page
    change = change_pages.find(request.user, signature.change)
    review_change(
        actor=request.user,
        change=change,
        verdict=pending.verdict,
        reason=pending.reason,
        signature=signature,
    )
    return page


def _told(error: Exception) -> str:
    """Our own sentences; nothing of what the provider sent."""
    if isinstance(error, SuspiciousOperation):
        return f"{error} Sign again."
    return "The provider's answer was refused. Sign again."


class CallbackView(OIDCAuthenticationCallbackView):
    """The way back from the provider: any doubt ends at the login page, with no 500."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if signing_off.is_awaited(request):
            return come_back(request)
        try:
            response: HttpResponse = super().get(request)
        except DOUBTS as error:
            logger.warning(
                "login_refused", kind=type(error).__name__, because=str(error)
            )
            return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL_FAILURE)
        return response

    def login_success(self) -> HttpResponse:
        """First the entry, then the session."""
        open_session(actor=self.user)
        response: HttpResponse = super().login_success()
        return response


class EmergencyBackend(ModelBackend):
    """The password of the emergency admin, for the day the provider is down."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or not password:
            return None
        LOGINS.check(username)
        user = User.objects.filter(username=username, is_emergency=True).first()
        if user is None:
            User().set_password(password)  # the same time for an unknown name
        elif user.check_password(password) and user.is_active:
            return user
        LOGINS.count(username)
        return None

    def get_user(self, user_id: Any) -> User | None:
        """Whose session this is; the emergency admin's or nobody's."""
        return User.objects.filter(
            pk=user_id, is_emergency=True, is_active=True
        ).first()


def provider_logout_url(request: HttpRequest) -> str:
    """Where to end the session at the provider as well (RP-Initiated Logout 1.0)."""
    hint = request.session.get("oidc_id_token", "")
    if not hint:
        return str(settings.LOGOUT_REDIRECT_URL)
    back = request.build_absolute_uri(settings.LOGOUT_REDIRECT_URL)
    query = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": back})
    return f"{settings.OIDC_OP_LOGOUT_ENDPOINT}?{query}"
