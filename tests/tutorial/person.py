"""Somebody with a browser that knows links and forms, and no script."""

import re
from html import unescape
from typing import Any, Self
from urllib.parse import urljoin

import httpx

from tests.tutorial.product import Product

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LINK = re.compile(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
ACTION = re.compile(r'<form[^>]*method="post"[^>]*action="([^"]*)"')


class Person:
    """Opens pages, follows links by their words, and sends forms."""

    def __init__(self, product: Product, name: str) -> None:
        self.product, self.name = product, name
        self.browser = httpx.Client(follow_redirects=True, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.browser.close()

    def log_in(self) -> httpx.Response:
        """Log in with OpenID Connect; the password is the name."""
        page = self.browser.get(f"{self.product.url}/oidc/authenticate/")
        if 'name="password"' not in page.text:
            return page  # the provider knows who we are
        return self.send(page, {"username": self.name, "password": self.name})

    def open(self, path: str) -> httpx.Response:
        """Open a page of the product."""
        return self.browser.get(urljoin(self.product.url, path))

    def follow(self, page: httpx.Response, words: str) -> httpx.Response:
        """Follow the first link with these words."""
        for href, text in LINK.findall(page.text):
            if words in unescape(re.sub(r"<[^>]+>", "", text)):
                return self.browser.get(urljoin(str(page.url), unescape(href)))
        raise AssertionError(f"no link says {words!r} on {page.url}")

    def send(
        self, page: httpx.Response, data: dict[str, Any], to: str = ""
    ) -> httpx.Response:
        """Send the page's form, with its CSRF token and hidden fields."""
        target = to or self._action(page)
        token = TOKEN.search(page.text)
        assert token, f"no form on {page.url}"
        form = {**_hidden(page.text), "csrfmiddlewaretoken": token[1], **data}
        return self.browser.post(
            urljoin(str(page.url), target),
            data=form,
            headers={"Referer": str(page.url)},
        )

    def _action(self, page: httpx.Response) -> str:
        main = page.text.split("<main", 1)[-1]
        found = ACTION.search(main)
        return unescape(found[1]) if found else str(page.url)


def _hidden(text: str) -> dict[str, str]:
    main = text.split("<main", 1)[-1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
    return {name: unescape(value) for name, value in found}
