"""What the product believes of a provider: only a token that passes every check."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from django.utils import timezone

from governance.authentication import OpenIdBackend
from governance.models import Entry, User
from tests import make
from tests.governance.test_governed_commits import make_ledger_unwritable

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
GONE = object()
Claims = dict[str, Any]


def claims(**changes: Any) -> Claims:
    """A good token's claims with some of them changed, or gone."""
    now = int(timezone.now().timestamp())
    good: Claims = {
        "iss": settings.OIDC_ISSUER,
        "aud": settings.OIDC_RP_CLIENT_ID,
        "sub": "subject-of-ds1",
        "exp": now + 300,
        "iat": now,
        "auth_time": now,
        "nonce": "the-nonce",
    }
    return {k: v for k, v in (good | changes).items() if v is not GONE}


def signed(told: Claims, key: Any = KEY, algorithm: str = "RS256") -> str:
    return jwt.encode(told, key, algorithm=algorithm, headers={"kid": "one"})


@pytest.fixture
def verify(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Claims]:
    """The backend's verification, with our key as the provider's."""
    backend = OpenIdBackend()
    key = jwt.PyJWK.from_json(
        jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()), algorithm="RS256"
    )
    monkeypatch.setattr(backend, "retrieve_matching_jwk", lambda token: key)
    return lambda token: backend.verify_token(token, nonce="the-nonce")


def test_a_good_token_is_believed(verify: Callable[[str], Claims]) -> None:
    assert verify(signed(claims()))["sub"] == "subject-of-ds1"


NOW = timezone.now().timestamp()


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://somebody.example"},
        {"iss": GONE},
        {"aud": "another-client"},
        {"aud": GONE},
        {"aud": ["hallmark", "another"]},
        {"aud": ["hallmark", "another"], "azp": "another"},
        {"azp": "another"},
        {"exp": GONE},
        {"exp": int(NOW) - 3600},
        {"iat": GONE},
        {"iat": int(NOW) + 3600},
        {"sub": GONE},
        {"nonce": "another"},
        {"nonce": GONE},
        {"auth_time": int(NOW) - 13 * 3600},
        {"auth_time": "yesterday"},
    ],
    ids=" ".join,
)
def test_a_token_with_a_wrong_or_missing_claim_is_refused(
    verify: Callable[[str], Claims], changes: Claims
) -> None:
    with pytest.raises((SuspiciousOperation, jwt.PyJWTError)):
        verify(signed(claims(**changes)))


def test_a_token_of_another_key_is_refused(verify: Callable[[str], Claims]) -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        verify(signed(claims(), OTHER_KEY))


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_only_asymmetric_signatures_are_believed(
    verify: Callable[[str], Claims], algorithm: str
) -> None:
    key = None if algorithm == "none" else "x" * 32
    with pytest.raises(SuspiciousOperation):
        verify(signed(claims(), key, algorithm))


@pytest.fixture
def come_back(monkeypatch: pytest.MonkeyPatch, db: None) -> Callable[..., Any]:
    """A browser that returns from the provider with a token and user info."""

    def returned(told: Claims, info: Claims | Exception) -> Any:
        key = jwt.PyJWK.from_json(
            jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()), algorithm="RS256"
        )
        tokens = {"id_token": signed(told), "access_token": "access"}

        def user_info(*args: Any) -> Claims:
            if isinstance(info, Exception):
                raise info
            return info

        monkeypatch.setattr(OpenIdBackend, "get_token", lambda *a: tokens)
        monkeypatch.setattr(OpenIdBackend, "get_userinfo", user_info)
        monkeypatch.setattr(OpenIdBackend, "retrieve_matching_jwk", lambda *a: key)
        browser = Client(raise_request_exception=False)
        session = browser.session
        session["oidc_states"] = {
            "state": {"nonce": "the-nonce", "code_verifier": "v", "added_on": 0}
        }
        session.save()
        answer = browser.get("/oidc/callback/?code=c&state=state")
        return browser, answer

    return returned


INFO = {
    "sub": "subject-of-ds1",
    "preferred_username": "ds1",
    "name": "Dana",
    "email": "dana@example.com",
    "groups": ["data-scientists"],
}


def test_the_first_login_makes_the_account_and_two_entries(
    come_back: Callable[..., Any],
) -> None:
    before = Entry.objects.count()
    _, answer = come_back(claims(), INFO)
    assert answer.headers["Location"] == "/"
    user = User.objects.get(subject="subject-of-ds1")
    assert (user.username, user.email) == ("ds1", "dana@example.com")
    assert [g.name for g in user.groups.all()] == ["data-scientists"]
    actions = [e.action for e in make.entries_since(before)]
    assert actions == ["person.provisioned", "session.opened"]


def test_the_same_address_from_another_subject_is_another_person(
    come_back: Callable[..., Any],
) -> None:
    come_back(claims(), INFO)
    come_back(claims(sub="impostor"), {**INFO, "sub": "impostor"})
    people = User.objects.filter(email="dana@example.com")
    assert people.count() == 2
    assert len({person.username for person in people}) == 2


def test_lost_groups_are_lost_at_the_next_login(come_back: Callable[..., Any]) -> None:
    come_back(claims(), INFO)
    come_back(claims(), {**INFO, "groups": []})
    assert not User.objects.get(subject="subject-of-ds1").groups.exists()


@pytest.mark.parametrize(
    ("told", "info"),
    [
        (claims(exp=int(NOW) - 3600), INFO),
        (claims(), {**INFO, "sub": "somebody-else"}),
        (claims(), {**INFO, "groups": "admins"}),
        (claims(), requests.ConnectionError("gone")),
    ],
    ids=["expired", "two people", "groups no list", "provider gone"],
)
def test_doubt_ends_at_the_login_page(
    come_back: Callable[..., Any], told: Claims, info: Any
) -> None:
    browser, answer = come_back(told, info)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login/?refused=1"
    assert "_auth_user_id" not in browser.session
    assert b"nobody was logged in" in browser.get(answer.headers["Location"]).content


def test_a_closed_account_stays_out(come_back: Callable[..., Any]) -> None:
    come_back(claims(), INFO)
    User.objects.filter(subject="subject-of-ds1").update(is_active=False)
    browser, _ = come_back(claims(), INFO)
    assert "_auth_user_id" not in browser.session


def test_a_state_we_never_sent_is_refused(db: None) -> None:
    browser = Client(raise_request_exception=False)
    answer = browser.get("/oidc/callback/?code=c&state=forged")
    assert answer.headers["Location"] == "/login/?refused=1"


def test_without_a_ledger_nobody_is_logged_in(come_back: Callable[..., Any]) -> None:
    come_back(claims(), INFO)
    make_ledger_unwritable()
    browser, answer = come_back(claims(), INFO)
    assert answer.status_code == 503
    assert "_auth_user_id" not in browser.session
