"""What every answer says to the browser, and what no request gets through without.

Walks the addresses of the product, like the matrix; a new route is walked as well.
"""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from governance.models import Entry
from tests.permissions import asking
from tests.permissions.tables import Row, table
from tests.permissions.test_matrix import EVERYBODY, GRANTED, key
from tests.permissions.world import World, rolled_back

ROWS = table("Who gets which answer")
GETS = [row for row in ROWS if row["method"] == "GET"]
POSTS = [row for row in ROWS if row["method"] == "POST"]
# They never change, whoever asks: the hashes of the log.
KEPT = {"governance:log_tile"}


def _somebody(row: Row) -> str:
    return next((who for who in EVERYBODY if row[who] in GRANTED), "builder")


def _problems(answer: Any, *, is_kept: bool) -> list[str]:
    """What a header lacks, in words."""
    policy = answer.get("Content-Security-Policy", "")
    rules = dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part)
    cache = answer.get("Cache-Control", "")
    found = {
        "default-src": rules.get("default-src") == "'none'",
        "script-src": rules.get("script-src") == "'self'",
        "style-src": rules.get("style-src") == "'self'",
        "unsafe": "unsafe" not in policy and "*" not in policy,
        "frame-ancestors": rules.get("frame-ancestors") == "'none'",
        "base-uri": rules.get("base-uri") == "'none'",
        "form-action": rules.get("form-action", "").startswith("'self'"),
        "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.get("Referrer-Policy") == "same-origin",
        "frames": answer.get("X-Frame-Options") == "DENY",
        "cache": is_kept or "no-store" in cache,
        "opener": answer.get("Cross-Origin-Opener-Policy") == "same-origin",
    }
    return [name for name, holds in found.items() if not holds]


@pytest.mark.parametrize("row", GETS, ids=lambda row: key(row)[0])
def test_every_page_is_strict_and_kept_by_no_cache(row: Row, world: World) -> None:
    route = key(row)[0]
    with rolled_back():
        answer = asking.ask(world, route, "GET", _somebody(row))
    assert _problems(answer, is_kept=route in KEPT) == []
    if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
        text = answer.content.decode()
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", text)


def test_refusals_and_steps_are_as_strict(world: World) -> None:
    asked = (
        ("builder", "/nowhere/"),
        ("outsider", asking.address(world, "registry:project")),
        ("engineer", asking.address(world, "governance:share")),
        ("anonymous", "/api/v1/projects"),
    )
    for who, where in asked:
        answer = world.browser_of(who).get(where)
        assert answer.status_code in {401, 403, 404}
        assert _problems(answer, is_kept=False) == []
    shared = asking.ask(world, "governance:share", "POST", "builder")
    assert _problems(shared, is_kept=False) == []


@pytest.mark.parametrize("row", POSTS, ids=lambda row: key(row)[0])
def test_no_step_is_taken_without_the_csrf_token(
    row: Row, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same request is granted to the same person when the token comes with it."""

    def browser_of(person: str) -> Client:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if person in world.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[person]
        return client

    monkeypatch.setattr(world, "browser_of", browser_of)
    before = Entry.objects.count()
    answer = asking.ask(world, key(row)[0], "POST", _somebody(row))
    assert answer.status_code == 403
    assert Entry.objects.count() == before


def test_cookies_are_for_us_alone() -> None:
    """Secure follows PUBLIC_URL; the token's cookie is read by nobody's script."""
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.CSRF_COOKIE_SAMESITE == "Lax"


def test_the_cookies_that_are_set_say_so(world: World) -> None:
    page = Client().get("/login/emergency/")
    token = page.cookies[settings.CSRF_COOKIE_NAME]
    assert (token["httponly"], token["samesite"]) == (True, "Lax")
    begun = Client().get("/oidc/authenticate/")
    session = begun.cookies[settings.SESSION_COOKIE_NAME]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::1"])
def test_another_host_is_answered_with_nothing(world: World, host: str) -> None:
    """DNS rebinding: the name in the request is not ours."""
    client = Client(raise_request_exception=False)
    answer = client.get("/login/", headers={"host": host})
    assert answer.status_code == 400
    assert _problems(answer, is_kept=False) in ([], ["frames"])
