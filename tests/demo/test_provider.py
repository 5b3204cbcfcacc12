"""The provider's promises, asked of the really started process."""

import re
import subprocess
import time

import httpx
import jwt
import pytest

from config.demo.provider.configuration import stays_on_this_machine
from config.demo.provider.forms import ATTEMPTS
from config.demo.provider.people import PEOPLE, Person
from tests.demo.signing_in import Attempt, log_in, query, token_in
from tests.demo.started_provider import (
    AFTER_LOGOUT,
    ROOT,
    StartedProvider,
    command,
    free_port,
)


def claims_in(provider: StartedProvider, token: str) -> dict[str, object]:
    """Check the signature with the published key, and issuer, audience, expiry."""
    with provider.browser() as server:
        keys = server.get("/o/.well-known/jwks.json").json()
    wanted = jwt.get_unverified_header(token)["kid"]
    (key,) = [jwt.PyJWK(key) for key in keys["keys"] if key["kid"] == wanted]
    found: dict[str, object] = jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=provider.client_id,
        issuer=provider.issuer,
        options={"require": ["exp", "iat", "iss", "aud", "sub", "auth_time", "nonce"]},
    )
    return found


def is_asked_to_log_in(answer: httpx.Response) -> bool:
    return answer.status_code == 302 and answer.headers["location"].startswith(
        "/login/?next="
    )


def test_a_login_brings_a_signed_token_with_every_claim(
    provider: StartedProvider,
) -> None:
    attempt = Attempt(provider)
    before = int(time.time())
    with provider.browser() as browser:
        asked = attempt.authorize(browser)
        assert is_asked_to_log_in(asked)
        page = browser.get(asked.headers["location"])
        target = re.search(r'name="next" value="([^"]+)"', page.text)
        assert target
        done = log_in(browser, "ds1", "ds1", target[1].replace("&amp;", "&"))
        back = query(browser.get(done.headers["location"]))
    assert back["state"] == attempt.state
    assert back["iss"] == provider.issuer
    answer = attempt.exchange(back["code"]).json()
    claims = claims_in(provider, answer["id_token"])
    issued, expires = claims["iat"], claims["exp"]
    assert isinstance(issued, int)
    assert isinstance(expires, int)
    assert before <= issued <= time.time()
    assert 0 < expires - issued <= 600
    authenticated = claims["auth_time"]
    assert isinstance(authenticated, int)
    assert before <= authenticated <= issued
    assert claims["nonce"] == attempt.nonce
    assert claims["azp"] == provider.client_id
    assert claims["sub"] == "demo-ds1"
    assert claims["preferred_username"] == "ds1"
    assert claims["name"] == "Dana Sommer"
    assert claims["email"] == "ds1@demo.invalid"
    assert claims["groups"] == ["data-scientists"]
    bearer = {"Authorization": f"Bearer {answer['access_token']}"}
    with provider.browser() as server:
        told = server.get("/o/userinfo/", headers=bearer).json()
    assert told["sub"] == claims["sub"]
    assert told["groups"] == claims["groups"]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.username)
def test_everybody_can_log_in_and_has_one_group(
    provider: StartedProvider, person: Person
) -> None:
    with provider.browser() as browser:
        assert log_in(browser, person.username, person.password).status_code == 302
        token = Attempt(provider).tokens(browser)["id_token"]
    claims = claims_in(provider, token)
    assert claims["sub"] == f"demo-{person.username}"
    assert claims["groups"] == list(person.groups)


def test_scopes_that_were_not_asked_for_bring_no_claims(
    provider: StartedProvider,
) -> None:
    attempt = Attempt(provider)
    with provider.browser() as browser:
        log_in(browser, "ds2", "ds2")
        code = query(attempt.authorize(browser, scope="openid"))["code"]
    claims = claims_in(provider, attempt.exchange(code).json()["id_token"])
    assert claims["sub"] == "demo-ds2"
    assert not {"groups", "email", "name", "preferred_username"} & set(claims)


@pytest.mark.parametrize(
    "changed",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"response_type": "token"},
        {"response_type": "id_token"},
        {"scope": "openid everything"},
    ],
    ids=["no PKCE", "plain", "method missing", "token", "id_token", "unknown scope"],
)
def test_a_weaker_request_is_refused_and_brings_no_code(
    provider: StartedProvider, changed: dict[str, str | None]
) -> None:
    attempt = Attempt(provider)
    with provider.browser() as browser:
        log_in(browser, "ds1", "ds1")
        assert "code" in query(attempt.authorize(browser))
        refused = attempt.authorize(browser, **changed)
        location = refused.headers.get("location", "")
    assert refused.status_code in {302, 400}
    assert not re.search(r"[?&#](code|access_token|id_token)=", location)
    assert "error=" in location or "refused" in refused.text


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:9000/oidc/callback/",
        "http://127.0.0.1:8000/oidc/callback/more",
        "https://evil.invalid/",
        "javascript:alert(1)",
    ],
)
def test_a_foreign_redirect_uri_gets_a_page_and_no_redirect(
    provider: StartedProvider, uri: str
) -> None:
    with provider.browser() as browser:
        log_in(browser, "ds1", "ds1")
        refused = Attempt(provider).authorize(browser, redirect_uri=uri)
    assert refused.status_code == 400
    assert "location" not in refused.headers
    assert "The request was <b>refused</b>" in refused.text


def test_a_code_needs_its_verifier_its_secret_and_works_once(
    provider: StartedProvider,
) -> None:
    attempt = Attempt(provider)
    with provider.browser() as browser:
        log_in(browser, "ds1", "ds1")
        code = query(attempt.authorize(browser))["code"]
    assert attempt.exchange(code, client_secret="guess").status_code == 401
    other = "x" * 64
    assert attempt.exchange(code, code_verifier=other).json() == {
        "error": "invalid_grant"
    }
    assert attempt.exchange(code, redirect_uri=AFTER_LOGOUT).status_code == 400
    assert attempt.exchange(code).status_code == 200
    assert attempt.exchange(code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("name", "password"), [("ds1", "ds2"), ("nobody", "nobody"), ("DS1", "DS1")]
)
def test_a_wrong_password_logs_nobody_in(
    provider: StartedProvider, name: str, password: str
) -> None:
    with provider.browser() as browser:
        answer = log_in(browser, name, password)
        assert answer.status_code == 200
        assert "do not belong together" in answer.text
        assert "hallmark_provider_session" not in browser.cookies
        assert is_asked_to_log_in(Attempt(provider).authorize(browser))


def test_ten_wrong_passwords_shut_the_account_for_the_right_one_too(
    second_start: StartedProvider,
) -> None:
    with second_start.browser() as browser:
        for _ in range(ATTEMPTS):
            log_in(browser, "business", "wrong")
        shut = log_in(browser, "business", "business")
        assert shut.status_code == 200
        assert "Too many wrong passwords" in shut.text
        assert log_in(browser, "auditor", "auditor").status_code == 302


def test_a_login_sends_nobody_to_another_site(provider: StartedProvider) -> None:
    with provider.browser() as browser:
        done = log_in(browser, "ds1", "ds1", "https://evil.invalid/")
    assert done.headers["location"] == "/"


def test_a_second_window_needs_no_password_and_another_browser_does(
    provider: StartedProvider,
) -> None:
    with provider.browser() as browser, provider.browser() as other:
        log_in(browser, "ds1", "ds1")
        first = Attempt(provider).tokens(browser)["id_token"]
        second = Attempt(provider).tokens(browser)["id_token"]
        assert is_asked_to_log_in(Attempt(provider).authorize(other))
    assert claims_in(provider, first)["sub"] == claims_in(provider, second)["sub"]


def test_the_product_may_ask_for_the_password_again_or_for_no_page(
    provider: StartedProvider,
) -> None:
    attempt = Attempt(provider)
    with provider.browser() as browser:
        silent = attempt.authorize(browser, prompt="none")
        assert query(silent)["error"] == "login_required"
        log_in(browser, "ds1", "ds1")
        assert is_asked_to_log_in(attempt.authorize(browser, prompt="login"))
        assert "code" in query(attempt.authorize(browser, prompt="none"))


def test_logout_returns_to_the_product_and_ends_the_single_sign_on(
    provider: StartedProvider,
) -> None:
    with provider.browser() as browser:
        log_in(browser, "ds1", "ds1")
        hint = Attempt(provider).tokens(browser)["id_token"]
        second = Attempt(provider).tokens(browser)["id_token"]
        wanted = {"post_logout_redirect_uri": AFTER_LOGOUT, "state": "s1"}
        out = browser.get("/o/logout/", params=wanted | {"id_token_hint": hint})
        assert out.headers["location"] == f"{AFTER_LOGOUT}?state=s1"
        assert is_asked_to_log_in(Attempt(provider).authorize(browser))
        again = browser.get("/o/logout/", params=wanted | {"id_token_hint": second})
        assert again.headers["location"] == f"{AFTER_LOGOUT}?state=s1"


def test_a_logout_without_proof_asks_first(provider: StartedProvider) -> None:
    with provider.browser() as browser:
        log_in(browser, "ds1", "ds1")
        page = browser.get("/o/logout/", params={"client_id": provider.client_id})
        assert page.status_code == 200
        assert "Log out <b>ds1</b>" in page.text
        assert "code" in query(Attempt(provider).authorize(browser))
        form = {"csrfmiddlewaretoken": token_in(page.text), "allow": "yes"}
        assert browser.post("/o/logout/", data=form).status_code == 302
        assert is_asked_to_log_in(Attempt(provider).authorize(browser))


@pytest.mark.parametrize("damage", ["uri", "token"])
def test_a_foreign_logout_is_refused_and_changes_nothing(
    provider: StartedProvider, damage: str
) -> None:
    with provider.browser() as browser:
        log_in(browser, "ds1", "ds1")
        hint = Attempt(provider).tokens(browser)["id_token"]
        wanted = {"post_logout_redirect_uri": AFTER_LOGOUT, "id_token_hint": hint}
        if damage == "uri":
            wanted["post_logout_redirect_uri"] = "https://evil.invalid/"
        else:
            wanted["id_token_hint"] = hint[:-8] + "AAAAAAAA"
        refused = browser.get("/o/logout/", params=wanted)
        assert refused.status_code == 400
        assert "refused" in refused.text
        assert "code" in query(Attempt(provider).authorize(browser))


def test_the_issuer_is_the_configured_one_whatever_the_host_header_says(
    provider: StartedProvider,
) -> None:
    port = provider.url.rsplit(":", 1)[1]
    path = "/.well-known/openid-configuration"
    with provider.browser() as server:
        answer = server.get(path, headers={"Host": f"localhost:{port}"})
        foreign = server.get(path, headers={"Host": "evil.invalid"})
    assert answer.json()["issuer"] == provider.issuer
    assert answer.json()["token_endpoint"].startswith(provider.issuer)
    assert foreign.status_code == 400


def test_pages_carry_a_strict_policy_and_nothing_inline(
    provider: StartedProvider,
) -> None:
    with provider.browser() as browser:
        pages = [browser.get("/login/")]
        log_in(browser, "ds1", "ds1")
        pages += [browser.get("/"), browser.get("/o/logout/")]
        pages += [browser.get("/o/authorize/")]
        style = browser.get("/static/provider/provider.css")
        cookies = {cookie.name for cookie in browser.cookies.jar}
    assert style.status_code == 200
    for page in pages:
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'; style-src 'self'" in policy
        assert "form-action 'self' http://127.0.0.1:8000" in policy
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page.text)
    assert cookies == {"hallmark_provider_session", "hallmark_provider_csrf"}
    assert "demonstrations only" in pages[0].text


def test_a_form_without_its_token_is_refused(provider: StartedProvider) -> None:
    with provider.browser() as browser:
        form = {"username": "ds1", "password": "ds1"}
        assert browser.post("/login/", data=form).status_code == 403


def test_a_second_start_keeps_keys_people_and_logins(
    provider: StartedProvider, second_start: StartedProvider
) -> None:
    with provider.browser() as browser:
        log_in(browser, "ds2", "ds2")
        browser.base_url = httpx.URL(second_start.url)
        token = Attempt(second_start).tokens(browser)["id_token"]
    assert claims_in(provider, token)["sub"] == "demo-ds2"


def test_a_second_start_prepares_nothing(
    provider: StartedProvider, second_start: StartedProvider
) -> None:
    prepared = (provider.folder / "prepared").stat().st_mtime_ns
    key = (provider.folder / "signing_key.pem").stat().st_mtime_ns
    # The folder's own files are older than the second process.
    assert max(prepared, key) < second_start.started_ns


def test_only_the_owner_reads_the_secrets(provider: StartedProvider) -> None:
    for name in ("signing_key.pem", "secret_key", "client_secret", "db.sqlite3"):
        assert (provider.folder / name).stat().st_mode & 0o777 == 0o600
    assert provider.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("host", ["0.0.0.0", "", "192.0.2.1"])  # noqa: S104 - refused
def test_it_does_not_listen_on_the_network(
    provider: StartedProvider, host: str
) -> None:
    port = free_port()
    arguments = command(provider.folder.parent, port, "--host", host)
    ended = subprocess.run(
        arguments, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False
    )
    assert ended.returncode == 1
    assert "accounts have known passwords" in ended.stderr
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    ("host", "stays"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - compared, not bound
        ("::", False),
        ("10.0.0.1", False),
        ("localhost.evil.invalid", False),
        ("", False),
    ],
)
def test_only_loopback_addresses_stay_on_this_machine(
    host: str, *, stays: bool
) -> None:
    assert stays_on_this_machine(host) is stays
