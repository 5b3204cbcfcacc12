"""Every known way to be logged in as somebody else, walked from the first page.

The product's own steps run: the address it sends a browser to, the way back, the code
exchanged, the keys fetched. Only the wire is ours: `Provider` answers what a test says,
and keeps the promises of a provider (a code works once, and with its verifier).

| case | how it ends |
|---|---|
| wrong `aud`, `iss`, `azp`; no `exp`; expired; `iat` ahead | nobody is logged in |
| `alg: none`; HS256 signed with the provider's public key; unknown `kid` | the same |
| a nonce of another login; a state of another session; a state used twice | the same |
| a code without its PKCE verifier; a code used twice | the same |
| `next` to another site | logged in, and sent to our first page |
| an address not verified, of somebody else, or in another case | a new account |
| any login | the session gets another key |

tests/demo/test_provider.py holds the demo provider to the same promises.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from governance.models import Entry, User
from tests.governance.test_authentication import GONE, INFO, KEY, Claims

pytestmark = pytest.mark.django_db
REFUSED = "/login/?refused=1"


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _part(value: dict[str, Any]) -> str:
    return _text(json.dumps(value).encode())


@dataclass
class Reply:
    """What `requests` would return."""

    body: dict[str, Any]
    status_code: int = 200
    url: str = "https://provider.example"
    headers: dict[str, str] = field(
        default_factory=lambda: {"content-type": "application/json"}
    )

    @property
    def text(self) -> str:
        return json.dumps(self.body)

    def json(self) -> dict[str, Any]:
        return self.body

    def raise_for_status(self) -> None:
        assert self.status_code == 200


@dataclass
class Provider:
    """A provider that tells what its test says."""

    changes: Claims = field(default_factory=dict)
    info: Claims = field(default_factory=lambda: dict(INFO))
    kid: str = "one"
    algorithm: str = "RS256"
    token: str = ""  # instead of a fresh one
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)

    def asked(self, address: str) -> dict[str, str]:
        """What a browser brings; a code is made for it."""
        query = parse_qs(urlsplit(address).query)
        asked = {name: values[0] for name, values in query.items()}
        asked["code"] = f"code-{asked['state']}"
        self.codes[asked["code"]] = asked
        return asked

    def post(self, url: str, data: dict[str, str], **_: Any) -> Reply:
        """Exchange a code: once, and with the verifier of its challenge."""
        asked = self.codes.pop(data["code"], None)
        digest = hashlib.sha256((data.get("code_verifier") or "").encode()).digest()
        if asked is None or _text(digest) != asked.get("code_challenge"):
            return Reply({"error": "invalid_grant"}, 400)
        token = self.token or self._signed(asked["nonce"])
        self.given.append(token)
        return Reply({"id_token": token, "access_token": "access"})

    def get(self, url: str, **_: Any) -> Reply:
        if url == settings.OIDC_OP_USER_ENDPOINT:
            return Reply(self.info)
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return Reply({"keys": [{**key, "kid": "one", "alg": "RS256"}]})

    def _signed(self, nonce: str) -> str:
        now = int(timezone.now().timestamp())
        good: Claims = {
            "iss": settings.OIDC_ISSUER,
            "aud": settings.OIDC_RP_CLIENT_ID,
            "sub": self.info["sub"],
            "exp": now + 300,
            "iat": now,
            "auth_time": now,
            "nonce": nonce,
        }
        told = {k: v for k, v in (good | self.changes).items() if v is not GONE}
        header = {"alg": self.algorithm, "kid": self.kid, "typ": "JWT"}
        if self.algorithm == "RS256":
            return jwt.encode(told, KEY, algorithm="RS256", headers=header)
        return self._weak(f"{_part(header)}.{_part(told)}")

    def _weak(self, text: str) -> str:
        """No signature, or one by a key that everybody knows."""
        if self.algorithm == "none":
            return f"{text}."
        public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()).encode()
        seal = hmac.digest(public, text.encode(), "sha256")
        return f"{text}.{_text(seal)}"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider()
    monkeypatch.setattr("mozilla_django_oidc.auth.requests.post", made.post)
    monkeypatch.setattr("mozilla_django_oidc.auth.requests.get", made.get)
    return made


def begin(browser: Client, provider: Provider, target: str = "/") -> dict[str, str]:
    """The first half: off to the provider."""
    answer = browser.get("/oidc/authenticate/", {"next": target})
    assert answer["Location"].startswith(settings.OIDC_OP_AUTHORIZATION_ENDPOINT)
    return provider.asked(answer["Location"])


def back(browser: Client, asked: dict[str, str], **changed: str) -> Any:
    """The second half: back with a code."""
    query = {"code": asked["code"], "state": asked["state"]} | changed
    return browser.get("/oidc/callback/", query)


def log_in(browser: Client, provider: Provider, target: str = "/") -> Any:
    return back(browser, begin(browser, provider, target))


def assert_nobody(browser: Client, answer: Any, before: int) -> None:
    assert (answer.status_code, answer["Location"]) == (302, REFUSED)
    assert "_auth_user_id" not in browser.session
    assert Entry.objects.count() == before
    assert not User.objects.filter(subject=INFO["sub"]).exists()


def test_a_good_answer_logs_in(provider: Provider) -> None:
    """The control: each case below differs from this in one thing."""
    browser = Client()
    assert log_in(browser, provider)["Location"] == "/"
    person = User.objects.get(subject=INFO["sub"])
    assert browser.session["_auth_user_id"] == str(person.pk)


NOW = int(timezone.now().timestamp())
BAD_CLAIMS: dict[str, Claims] = {
    "wrong aud": {"aud": "another"},
    "wrong iss": {"iss": "https://evil.example"},
    "wrong azp": {"azp": "another"},
    "no exp": {"exp": GONE},
    "expired": {"exp": NOW - 3600},
    "future iat": {"iat": NOW + 3600},
    "nonce replay": {"nonce": "of-another-login"},
    "no nonce": {"nonce": GONE},
}


@pytest.mark.parametrize("case", BAD_CLAIMS)
def test_a_token_with_a_wrong_claim_logs_nobody_in(
    provider: Provider, case: str
) -> None:
    provider.changes = BAD_CLAIMS[case]
    browser, before = Client(), Entry.objects.count()
    assert_nobody(browser, log_in(browser, provider), before)
    assert provider.given, "it was the token that was refused"


@pytest.mark.parametrize(
    ("algorithm", "kid"),
    [("none", "one"), ("HS256", "one"), ("RS256", "unknown")],
    ids=["alg none", "HS256 with the RS public key", "unknown kid"],
)
def test_a_token_that_the_providers_key_did_not_sign_logs_nobody_in(
    provider: Provider, algorithm: str, kid: str
) -> None:
    provider.algorithm, provider.kid = algorithm, kid
    browser, before = Client(), Entry.objects.count()
    assert_nobody(browser, log_in(browser, provider), before)
    assert provider.given


def test_a_token_of_an_earlier_login_logs_nobody_in(provider: Provider) -> None:
    """Nonce replay, with a token that was good once."""
    first = Client()
    log_in(first, provider)
    provider.token = provider.given[0]
    browser, before = Client(), Entry.objects.count()
    answer = log_in(browser, provider)
    assert answer["Location"] == REFUSED
    assert "_auth_user_id" not in browser.session
    assert Entry.objects.count() == before


def test_the_state_of_another_session_logs_nobody_in(provider: Provider) -> None:
    """Login CSRF: the attacker's answer, sent by the victim's browser."""
    attacker, victim = Client(), Client()
    asked = begin(attacker, provider)
    begin(victim, provider)
    before = Entry.objects.count()
    assert_nobody(victim, back(victim, asked), before)
    assert provider.given == [], "the code was not even exchanged"


def test_an_answer_is_taken_once(provider: Provider) -> None:
    """Code and state replay."""
    browser = Client()
    asked = begin(browser, provider)
    back(browser, asked)
    browser.get("/login/")
    before = Entry.objects.count()
    again = back(browser, asked)
    assert again["Location"] == REFUSED
    assert (len(provider.given), Entry.objects.count()) == (1, before)


def test_a_code_that_was_used_logs_nobody_in(provider: Provider) -> None:
    """The provider refuses it, and that is no error of ours."""
    first, second = Client(), Client()
    used = begin(first, provider)
    provider.codes.pop(used["code"])
    asked, before = begin(second, provider), Entry.objects.count()
    answer = back(second, asked, code=used["code"])
    assert_nobody(second, answer, before)


def test_every_login_asks_with_pkce_and_a_stolen_code_is_worth_nothing(
    provider: Provider,
) -> None:
    victim, thief = Client(), Client()
    stolen, own = begin(victim, provider), begin(thief, provider)
    assert stolen["code_challenge_method"] == "S256"
    assert stolen["code_challenge"] != own["code_challenge"]
    before = Entry.objects.count()
    assert_nobody(thief, back(thief, own, code=stolen["code"]), before)
    assert provider.given == []


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "http:evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:///evil.example",
        "http://testserver@evil.example/",
    ],
)
def test_a_login_sends_nobody_to_another_site(provider: Provider, target: str) -> None:
    browser = Client()
    assert log_in(browser, provider, target)["Location"] == "/"
    page = Client().get("/login/", {"next": target})
    assert b"evil.example" not in page.content
    assert b"alert(1)" not in page.content


def test_a_login_leads_to_the_page_that_was_asked_for(provider: Provider) -> None:
    assert log_in(Client(), provider, "/audit/")["Location"] == "/audit/"


@pytest.mark.parametrize(
    "told",
    [
        {"email_verified": False},
        {"email_verified": True},
        {"email": "DANA@Example.COM"},
        {"preferred_username": "DS1"},
        {"preferred_username": "ds1"},
    ],
    ids=lambda told: " ".join(map(str, told.values())),
)
def test_an_address_or_a_name_opens_no_account_of_another(
    provider: Provider, told: Claims
) -> None:
    """People are known by (issuer, subject). What else they are called is a label."""
    log_in(Client(), provider)
    victim = User.objects.get(subject=INFO["sub"])
    provider.info = INFO | {"sub": "impostor"} | told
    browser = Client()
    log_in(browser, provider)
    other = User.objects.get(pk=browser.session["_auth_user_id"])
    assert other.pk != victim.pk
    assert other.username != victim.username
    assert not other.grants.exists()


def test_an_address_that_was_not_verified_is_not_kept(provider: Provider) -> None:
    provider.info["email_verified"] = False
    log_in(Client(), provider)
    assert User.objects.get(subject=INFO["sub"]).email == ""


def test_the_session_gets_another_key_at_login(provider: Provider) -> None:
    """Session fixation: a key that somebody planted is worth nothing afterwards."""
    browser = Client()
    asked = begin(browser, provider)
    planted = browser.cookies[settings.SESSION_COOKIE_NAME].value
    back(browser, asked)
    after = browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert after != planted
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get("/audit/").status_code == 302
