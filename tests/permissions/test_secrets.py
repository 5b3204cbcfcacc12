"""Secrets that were told to the product are found nowhere it writes.

Canaries stand in settings, tokens, passwords, headers and bodies; then logs at their
most talkative, entries, disclosures, jobs, messages, pages and error pages are read.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.urls import reverse

from governance import tasks
from governance.models import AccessToken, Job, User
from tests.permissions import asking
from tests.permissions.tables import table
from tests.permissions.test_matrix import EVERYBODY, GRANTED, key
from tests.permissions.world import World, rolled_back

CANARY = "canary-7f3a91"
# A session holds what its browser came with; its row goes with it.
MAY_HOLD = {"django_session"}


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("django.db.backends").setLevel(logging.INFO)
        yield caplog


def _written() -> str:
    """Every row of every table but sessions, as text."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        name = model._meta.db_table  # noqa: SLF001 - Django's documented name
        if name not in MAY_HOLD:
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - our own names
                found += [
                    bytes(value).decode(errors="ignore")
                    if isinstance(value, bytes | memoryview)
                    else str(value)
                    for row in cursor.fetchall()
                    for value in row
                ]
    return "\n".join(found)


def _log(caplog: pytest.LogCaptureFixture) -> str:
    return caplog.text + json.dumps([str(r.__dict__) for r in caplog.records])


def test_passwords_and_keys_that_come_in_are_written_nowhere(
    world: World, logged: pytest.LogCaptureFixture
) -> None:
    client = Client(raise_request_exception=False)
    form = {"username": "break-glass", "password": f"{CANARY}-password"}
    pages = [client.post("/login/emergency/", form)]
    for scheme in ("Bearer", "Basic", "Token"):
        header = {"authorization": f"{scheme} {CANARY}-bearer"}
        pages.append(client.get("/api/v1/me", headers=header))
    pages.append(
        client.get("/oidc/callback/", {"code": f"{CANARY}-code", "state": "forged"})
    )
    assert {page.status_code for page in pages} == {302, 400, 401}
    for page in pages:
        assert CANARY not in page.content.decode()
    assert CANARY not in _log(logged)
    assert CANARY not in _written()


def test_a_new_token_is_shown_once_and_kept_as_a_digest(
    world: World, logged: pytest.LogCaptureFixture
) -> None:
    asked = {"name": "laptop 2", "scopes": ["read"], "days": 1}
    where = reverse("governance_api:tokens")
    browser = world.browser_of("builder")
    answer = browser.post(where, asked, content_type="application/json")
    secret = answer.json()["token"]
    header = {"authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me", headers=header).status_code == 200
    assert secret not in _written()
    assert secret not in _log(logged)
    again = (
        browser.get(where).content.decode() + browser.get("/tokens/").content.decode()
    )
    assert secret not in again


def test_an_error_page_and_its_log_tell_no_secret(
    world: World, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours, in a request that holds a secret in each of its parts."""

    def fail(*_: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("registry.queries.project_for", fail)
    monkeypatch.setattr(settings, "OIDC_RP_CLIENT_SECRET", f"{CANARY}-client")
    browser = world.browser_of("builder")
    browser.cookies["other"] = f"{CANARY}-cookie"
    where = reverse("registry:project", args=[world.project.pk])
    answer = browser.get(where, headers={"x-key": f"{CANARY}-header"})
    api = browser.get(
        reverse("registry_api:project", args=[world.project.pk]),
        headers={"x-key": f"{CANARY}-header"},
    )
    for page in (answer, api):
        assert page.status_code == 500
        assert CANARY not in page.content.decode()
        assert "Traceback" not in page.content.decode()
        assert settings.SECRET_KEY not in page.content.decode()
    assert CANARY not in logged.text
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value not in logged.text


def test_no_answer_holds_the_hash_of_a_password_or_a_token(world: World) -> None:
    """Serializers and pages name what they show; nothing comes along unasked."""
    hidden = [make_password(f"{CANARY}-{number}") for number in range(2)]
    User.objects.filter(pk=world.people["builder"].pk).update(password=hidden[0])
    User.objects.filter(pk=world.people["engineer"].pk).update(password=hidden[1])
    digests = [
        bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
        for row in AccessToken.objects.values()
        for name, value in row.items()
        if "digest" in name or "hash" in name or "sha" in name
    ]
    assert digests
    for row in table("Who gets which answer"):
        who = next((one for one in reversed(EVERYBODY) if row[one] in GRANTED), "")
        if row["method"] == "GET" and who:
            with rolled_back():
                answer = asking.ask(world, key(row)[0], "GET", who)
            if not answer.streaming:
                text = answer.content.decode(errors="ignore")
                found = [value for value in (*hidden, *digests) if value in text]
                assert found == [], key(row)


def test_a_message_to_the_worker_holds_the_key_of_a_job_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from governance.jobs import wake  # noqa: PLC0415 - beside what it is about

    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(tasks.run, "delay", lambda *args: sent.append(args))
    job = Job.objects.latest("pk")
    wake(job.pk)
    assert sent == [(str(job.pk),)]
