"""The product's half of authorization code + PKCE, written out by hand."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.demo.started_provider import CALLBACK, StartedProvider


@dataclass
class Attempt:
    """One request for a login, with its own verifier, state and nonce."""

    provider: StartedProvider
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def parameters(self, **changed: str | None) -> dict[str, str]:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        wanted = {
            "client_id": self.provider.client_id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid profile email groups",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        } | changed
        return {name: value for name, value in wanted.items() if value is not None}

    def authorize(self, browser: httpx.Client, **changed: str | None) -> httpx.Response:
        return browser.get("/o/authorize/", params=self.parameters(**changed))

    def exchange(self, code: str, **changed: str) -> httpx.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "client_id": self.provider.client_id,
            "client_secret": self.provider.client_secret,
            "code_verifier": self.verifier,
        } | changed
        with self.provider.browser() as server:
            return server.post("/o/token/", data=form)

    def tokens(self, browser: httpx.Client) -> dict[str, Any]:
        """For a browser that is logged in already."""
        answer = self.exchange(query(self.authorize(browser))["code"])
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def log_in(
    browser: httpx.Client, name: str, password: str, target: str = "/"
) -> httpx.Response:
    page = browser.get("/login/", params={"next": target})
    form = {
        "username": name,
        "password": password,
        "next": target,
        "csrfmiddlewaretoken": token_in(page.text),
    }
    return browser.post("/login/", data=form)


def token_in(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, page
    return found[1]


def query(redirect: httpx.Response) -> dict[str, str]:
    """What a redirect brings back to the product."""
    assert redirect.status_code == 302, redirect.text
    parts = urlsplit(redirect.headers["location"])
    assert redirect.headers["location"].startswith(CALLBACK), redirect.headers
    return {name: values[0] for name, values in parse_qs(parts.query).items()}
