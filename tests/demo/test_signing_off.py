"""Signing off with the really started provider: it asks again, and that signs."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from django.urls import reverse

from governance.models import Approval, User
from governance.operations.provision_person import Identity, provision_person
from tests import make
from tests.demo.signing_in import log_in, query
from tests.demo.started_provider import CALLBACK, StartedProvider
from tests.deployments import promoting
from tests.registry import building

pytestmark = pytest.mark.django_db
OURS = urlsplit(CALLBACK).netloc


@pytest.fixture
def believed(provider: StartedProvider, settings: Any, tmp_path: Any) -> None:
    """Our side believes this provider."""
    settings.DATA_DIR = tmp_path
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.OIDC_ISSUER = provider.issuer
    settings.OIDC_RP_CLIENT_SECRET = provider.client_secret
    for name, path in {
        "OIDC_OP_AUTHORIZATION_ENDPOINT": "/o/authorize/",
        "OIDC_OP_TOKEN_ENDPOINT": "/o/token/",
        "OIDC_OP_USER_ENDPOINT": "/o/userinfo/",
        "OIDC_OP_JWKS_ENDPOINT": "/o/.well-known/jwks.json",
    }.items():
        setattr(settings, name, provider.issuer + path)


def person_of(provider: StartedProvider, name: str) -> User:
    """The account of one of the provider's people, as their login would make it."""
    return provision_person(
        identity=Identity(
            issuer=provider.issuer,
            subject=f"demo-{name}",
            username=f"{name}-there",
            name=name,
            email="",
            groups=frozenset(),
        )
    )


@pytest.mark.usefixtures("believed")
def test_who_is_logged_in_there_is_asked_again_and_signs(
    provider: StartedProvider, people: dict[str, User], project: Any, browser_of: Any
) -> None:
    validator = person_of(provider, "validator")
    make.share(people["builder"], project, validator.username, "validator")
    promoting.short_policy(people["admin"])
    version = building.version(people["builder"], project)
    change = promoting.asked(people["builder"], version)
    product: Client = browser_of(validator)
    with provider.browser() as there:
        log_in(there, "validator", "validator")
        begun = product.post(
            reverse("governance:review_change", args=[change.pk]),
            {"verdict": "approve", "reason": make.WHY},
            headers={"host": OURS},
        )
        back = query(_answered(there, begun["Location"]))
    product.get("/oidc/callback/", back, headers={"host": OURS})
    approval = Approval.objects.get()
    assert (approval.person, approval.change) == (validator, change)


def _answered(there: httpx.Client, address: str) -> httpx.Response:
    """Logged in already, and yet the provider shows its form; then it sends back."""
    form = there.get(address)
    assert form.status_code == 302
    target = parse_qs(urlsplit(form.headers["location"]).query)["next"][0]
    done = log_in(there, "validator", "validator", target)
    return there.get(done.headers["location"])


@pytest.mark.usefixtures("believed")
def test_somebody_else_who_logs_in_there_signs_nothing(
    provider: StartedProvider, people: dict[str, User], project: Any, browser_of: Any
) -> None:
    officer = person_of(provider, "officer")
    make.share(people["builder"], project, officer.username, "officer")
    promoting.short_policy(people["admin"])
    version = building.version(people["builder"], project)
    change = promoting.asked(people["builder"], version)
    product: Client = browser_of(officer)
    with provider.browser() as there:
        begun = product.post(
            reverse("governance:review_change", args=[change.pk]),
            {"verdict": "approve", "reason": make.WHY},
            headers={"host": OURS},
        )
        back = query(_answered(there, begun["Location"]))
    product.get("/oidc/callback/", back, headers={"host": OURS})
    where = reverse("governance:change", args=[change.pk])
    page = product.get(where, headers={"host": OURS})
    assert "Somebody else logged in at the provider" in page.content.decode()
    assert not Approval.objects.exists()
