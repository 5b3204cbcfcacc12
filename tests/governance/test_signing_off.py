"""Signing off: only a fresh login of this person, for this decision, signs anything."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.authentication import OpenIdBackend
from governance.models import Approval, ChangeRequest, Entry, User
from registry.models import Project, Version
from tests import make
from tests.deployments import promoting
from tests.governance.test_authentication import GONE, KEY, Claims, signed
from tests.governance.test_governed_commits import make_ledger_unwritable
from tests.registry import building as registry_building

pytestmark = pytest.mark.django_db
Answered = Callable[..., Any]


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Any, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    settings.OIDC_ISSUER = make.ISSUER


@pytest.fixture
def version(project: Project, builder: User) -> Version:
    return registry_building.version(builder, project)


@pytest.fixture
def change(admin: User, builder: User, version: Version) -> ChangeRequest:
    promoting.short_policy(admin)
    return promoting.asked(builder, version)


def send(browser: Client, change: ChangeRequest, verdict: str = "approve") -> Any:
    """The decision, as the page's form sends it."""
    where = reverse("governance:review_change", args=[change.pk])
    return browser.post(where, {"verdict": verdict, "reason": make.WHY})


def asked_of_the_provider(answer: Any) -> dict[str, str]:
    """What the browser takes to the provider."""
    query = parse_qs(urlsplit(answer["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def claims(person: User, asked: dict[str, str], **changes: Any) -> Claims:
    now = int(timezone.now().timestamp())
    good: Claims = {
        "iss": make.ISSUER,
        "aud": settings.OIDC_RP_CLIENT_ID,
        "sub": person.subject,
        "exp": now + 300,
        "iat": now,
        "auth_time": now,
        "nonce": asked["nonce"],
    }
    return {k: v for k, v in (good | changes).items() if v is not GONE}


@pytest.fixture
def come_back(monkeypatch: pytest.MonkeyPatch) -> Answered:
    """The browser returns from a provider that tells what the test says."""
    key = jwt.PyJWK.from_json(
        jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()), algorithm="RS256"
    )
    monkeypatch.setattr(OpenIdBackend, "retrieve_matching_jwk", lambda *a: key)

    def returned(browser: Client, state: str, told: Claims) -> Any:
        tokens = {"id_token": signed(told), "access_token": "access"}
        monkeypatch.setattr(OpenIdBackend, "get_token", lambda *a: tokens)
        return browser.get(f"/oidc/callback/?code=c&state={state}")

    return returned


def test_a_fresh_login_signs_the_decision(
    browser_of: Any, come_back: Answered, validator: User, change: ChangeRequest
) -> None:
    browser = browser_of(validator)
    asked = asked_of_the_provider(send(browser, change))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert not Approval.objects.exists()
    answer = come_back(browser, asked["state"], claims(validator, asked))
    assert answer["Location"] == reverse("governance:change", args=[change.pk])
    approval = Approval.objects.get()
    assert (approval.person, approval.verdict) == (validator, "approve")
    assert approval.binding == change.binding
    assert approval.meaning.startswith(
        "I approve CR-1 (promote hydraulic_model_1 to PROD)"
    )
    assert Entry.objects.get(uuid=approval.entry).action == "change.approved"


NOT_FRESH: list[dict[str, Any]] = [
    {"auth_time": int(timezone.now().timestamp()) - 3600},
    {"auth_time": GONE},
    {"auth_time": True},
    {"auth_time": "now"},
    {"auth_time": int(timezone.now().timestamp()) + 7200},
]
NOT_THEIRS: list[dict[str, Any]] = [
    {"sub": "subject-of-officer"},
    {"iss": "https://somebody.example"},
    {"aud": "another-client"},
    {"nonce": "another"},
    {"nonce": GONE},
]


WRONG = NOT_FRESH + NOT_THEIRS


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_what_does_not_prove_it_signs_nothing(
    browser_of: Any,
    come_back: Answered,
    validator: User,
    change: ChangeRequest,
    wrong: dict[str, Any],
) -> None:
    browser = browser_of(validator)
    asked = asked_of_the_provider(send(browser, change))
    before = Entry.objects.count()
    come_back(browser, asked["state"], claims(validator, asked, **wrong))
    page = browser.get(reverse("governance:change", args=[change.pk]))
    assert "Nothing was signed." in page.content.decode()
    assert not Approval.objects.exists()
    assert Entry.objects.count() == before


def test_an_answer_signs_once(
    browser_of: Any, come_back: Answered, validator: User, change: ChangeRequest
) -> None:
    browser = browser_of(validator)
    asked = asked_of_the_provider(send(browser, change))
    told = claims(validator, asked)
    come_back(browser, asked["state"], told)
    again = come_back(browser, asked["state"], told)
    assert again["Location"] == settings.LOGIN_REDIRECT_URL_FAILURE
    assert Approval.objects.count() == 1


def test_an_answer_for_one_decision_signs_no_other(
    browser_of: Any, come_back: Answered, validator: User, change: ChangeRequest
) -> None:
    """The nonce is bound to the verdict: a rejection cannot be turned into approval."""
    browser = browser_of(validator)
    rejecting = asked_of_the_provider(send(browser, change, "reject"))
    approving = asked_of_the_provider(send(browser, change, "approve"))
    come_back(browser, approving["state"], claims(validator, rejecting))
    assert not Approval.objects.exists()


def test_an_answer_signs_in_no_other_session(
    browser_of: Any, come_back: Answered, validator: User, change: ChangeRequest
) -> None:
    asked = asked_of_the_provider(send(browser_of(validator), change))
    elsewhere = browser_of(validator)
    send(elsewhere, change)
    come_back(elsewhere, asked["state"], claims(validator, asked))
    assert not Approval.objects.exists()


def test_the_same_decision_asked_twice_has_two_nonces(
    browser_of: Any, validator: User, change: ChangeRequest
) -> None:
    browser = browser_of(validator)
    nonces = {asked_of_the_provider(send(browser, change))["nonce"] for _ in range(2)}
    assert len(nonces) == 2


def test_a_refusal_at_the_provider_signs_nothing_and_logs_nobody_out(
    browser_of: Any, validator: User, change: ChangeRequest
) -> None:
    browser = browser_of(validator)
    asked = asked_of_the_provider(send(browser, change))
    browser.get(f"/oidc/callback/?error=access_denied&state={asked['state']}")
    page = browser.get(reverse("governance:change", args=[change.pk]))
    assert "The provider did not confirm it." in page.content.decode()
    assert not Approval.objects.exists()


def test_without_a_ledger_nothing_is_signed(
    browser_of: Any, come_back: Answered, validator: User, change: ChangeRequest
) -> None:
    browser = browser_of(validator)
    asked = asked_of_the_provider(send(browser, change))
    make_ledger_unwritable()
    answer = come_back(browser, asked["state"], claims(validator, asked))
    assert answer.status_code == 503
    assert not Approval.objects.exists()


def test_the_emergency_admin_cannot_sign(
    browser_of: Any, validator: User, change: ChangeRequest
) -> None:
    browser = browser_of(validator)
    session = browser.session
    session["auth"] = "emergency"
    session.save()
    assert send(browser, change).status_code == 422


def test_who_asked_is_not_even_sent_to_the_provider(
    browser_of: Any, builder: User, change: ChangeRequest
) -> None:
    before = Entry.objects.count()
    assert send(browser_of(builder), change).status_code == 403
    (entry,) = make.entries_since(before)
    assert entry.action == "access.denied"


def test_the_reason_leaves_the_session_with_the_answer(
    browser_of: Any, come_back: Answered, validator: User, change: ChangeRequest
) -> None:
    browser = browser_of(validator)
    asked = asked_of_the_provider(send(browser, change))
    assert make.WHY in str(dict(browser.session))
    come_back(browser, asked["state"], claims(validator, asked))
    assert make.WHY not in str(dict(browser.session))
