"""Signing off: the provider asks again who somebody is, for one decision.

21 CFR 11.50 and 11.200: a signature has a signer, a time and a meaning, and is made
with the signer's own credentials. We send people to their provider with `prompt=login`
and `max_age=0` (OpenID Connect Core, section 3.1.2.1). Not every provider honours
these, so our side reads `auth_time`: older than the question, or than 120 seconds,
signs nothing. The nonce is a digest of the session's own secret and of the exact
decision, so an answer for one decision in one session is worth nothing for another.
Tokens of the API have no session, and so never sign.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import generate_code_challenge

from governance.changes import FRESH
from governance.exceptions import IllegalMove
from governance.ledger.canonical import canonical
from governance.models import ChangeRequest, User
from governance.signatures import Signature, meaning_of

PENDING = "signing_off"  # the key of the session
MOST = 5  # decisions on their way at once, in several windows
SKEW = 30  # seconds that the provider's clock may differ from ours


@dataclass(frozen=True, slots=True)
class Pending:
    """A decision on its way to the provider and back, kept in the session alone."""

    secret: str
    verifier: str
    person: str
    change: str
    verdict: str
    reason: str
    binding: str
    meaning: str
    asked_at: int

    @property
    def nonce(self) -> str:
        """Bound to the session, by its secret, and to everything that is decided."""
        text = canonical({**asdict(self), "verifier": ""})
        digest = hashlib.sha256(text).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def begin(
    request: HttpRequest, actor: User, change: ChangeRequest, verdict: str, reason: str
) -> str:
    """Remember the decision; the address at the provider where it is signed."""
    if not actor.subject or request.session.get("auth") == "emergency":
        raise IllegalMove(
            "Your account is not the provider's, so nobody can ask it who you are. "
            "It cannot sign."
        )
    pending = Pending(
        secret=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        person=str(actor.pk),
        change=str(change.pk),
        verdict=verdict,
        reason=reason,
        binding=change.binding,
        meaning=meaning_of(change, verdict),
        asked_at=int(timezone.now().timestamp()),
    )
    state = secrets.token_urlsafe(24)
    waiting = dict(request.session.get(PENDING, {}))
    newest = list(waiting.items())[-(MOST - 1) :]
    request.session[PENDING] = {**dict(newest), state: asdict(pending)}
    return (
        f"{settings.OIDC_OP_AUTHORIZATION_ENDPOINT}?{_query(request, pending, state)}"
    )


def _query(request: HttpRequest, pending: Pending, state: str) -> str:
    return urlencode(
        {
            "response_type": "code",
            "scope": settings.OIDC_RP_SCOPES,
            "client_id": settings.OIDC_RP_CLIENT_ID,
            "redirect_uri": _back_to(request),
            "state": state,
            "nonce": pending.nonce,
            "prompt": "login",
            "max_age": "0",
            "code_challenge": generate_code_challenge(
                pending.verifier, settings.OIDC_PKCE_CODE_CHALLENGE_METHOD
            ),
            "code_challenge_method": settings.OIDC_PKCE_CODE_CHALLENGE_METHOD,
        }
    )


def is_awaited(request: HttpRequest) -> bool:
    """Whether this answer of the provider belongs to a decision of this session."""
    return request.GET.get("state", "") in request.session.get(PENDING, {})


def take(request: HttpRequest) -> Pending:
    """The decision that the provider's answer is about; taken once."""
    waiting = dict(request.session.get(PENDING, {}))
    found = Pending(**waiting.pop(request.GET.get("state", "")))
    request.session[PENDING] = waiting
    request.session.save()  # before anything slow: an answer is never used twice
    return found


def verified(
    request: HttpRequest,
    pending: Pending,
    backend: OIDCAuthenticationBackend,
    actor: User,
) -> Signature:
    """The signature, if the provider's answer proves it; SuspiciousOperation if not."""
    if pending.person != str(actor.pk):
        raise SuspiciousOperation("Somebody else is logged in here now.")
    claims = _claims(request, pending, backend)
    given = f"{claims['iss']} {claims['sub']}".encode()
    if not hmac.compare_digest(given, f"{actor.issuer} {actor.subject}".encode()):
        raise SuspiciousOperation("Somebody else logged in at the provider.")
    return Signature(
        person=actor.pk,
        change=UUID(pending.change),
        verdict=pending.verdict,
        binding=pending.binding,
        auth_time=_auth_time(claims, pending),
    )


def _claims(
    request: HttpRequest, pending: Pending, backend: OIDCAuthenticationBackend
) -> Mapping[str, Any]:
    if "code" not in request.GET:
        raise SuspiciousOperation("The provider did not confirm it.")
    tokens = backend.get_token(
        {
            "client_id": settings.OIDC_RP_CLIENT_ID,
            "client_secret": settings.OIDC_RP_CLIENT_SECRET,
            "grant_type": "authorization_code",
            "code": request.GET["code"],
            "redirect_uri": _back_to(request),
            "code_verifier": pending.verifier,
        }
    )
    claims: Mapping[str, Any] = backend.verify_token(
        tokens.get("id_token"), nonce=pending.nonce
    )
    return claims


def _auth_time(claims: Mapping[str, Any], pending: Pending) -> datetime:
    at, now = claims.get("auth_time"), timezone.now().timestamp()
    if not isinstance(at, int) or isinstance(at, bool):
        raise SuspiciousOperation("The provider does not say when you logged in.")
    fresh = FRESH.total_seconds()
    if at < pending.asked_at - SKEW or not -SKEW <= now - at <= fresh:
        raise SuspiciousOperation("You did not log in anew for this decision.")
    return datetime.fromtimestamp(at, UTC)


def _back_to(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("oidc_authentication_callback"))
