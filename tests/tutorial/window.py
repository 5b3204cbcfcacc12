"""Somebody at a real Chromium: a window with its own cookies and a silent console."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.tutorial.product import Product

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    "",
)
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
SERIOUS = {"serious", "critical"}
WIDE = {"width": 1280, "height": 900}
PROJECT = "hydraulic system"
WHY = "The cooler of the rig waits for it."
LONG = 60_000.0  # ms until something that takes work is there


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; each window of it is somebody's."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@contextmanager
def window(browser: Browser) -> Iterator[Page]:
    """A window; what its console complained about fails the test."""
    context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
    complaints: list[str] = []
    shown = context.new_page()
    shown.on("console", lambda message: _note(complaints, message))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    yield shown
    context.close()
    assert complaints == []


def _note(complaints: list[str], message: Any) -> None:
    if message.type in {"error", "warning"}:
        complaints.append(message.text)


def log_in(page: Page, product: Product, name: str) -> None:
    """From the first page, by way of the provider; the password is the name."""
    page.goto(f"{product.url}/")
    page.get_by_role("link", name="Log in with OpenID Connect").click()
    type_password(page, name)
    page.wait_for_url(f"{product.url}/")


def type_password(page: Page, name: str) -> None:
    """What the provider's form asks for."""
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", name)
    page.get_by_role("button", name=re.compile("Log in")).click()


def serious(page: Page) -> list[str]:
    """What axe finds in both themes, by rule."""
    found = []
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        found += [
            f"{theme} {violation['id']}: {violation['nodes'][0]['html'][:120]}"
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in SERIOUS
        ]
    return found


def dialog(page: Page) -> Locator:
    """The dialog that is open."""
    shown = page.get_by_role("dialog")
    expect(shown).to_be_visible()
    return shown


def send(page: Page, words: str, why: str = "") -> None:
    """Fill Why? and press the button of the dialog, which closes."""
    shown = dialog(page)
    if why:
        shown.get_by_label("Why?").fill(why)
    button = shown.get_by_role("button", name=words)
    expect(button).to_be_enabled()
    button.click()
    expect(shown).to_have_count(0, timeout=LONG)


def is_healthy(page: Page) -> None:
    """The deployment's page says so, by itself."""
    expect(page.locator("h1 .st.ok")).to_have_text("Healthy", timeout=LONG)


def open_project(page: Page, product: Product) -> None:
    """The demo's project, from the first page."""
    page.goto(f"{product.url}/")
    page.get_by_role("link", name=PROJECT).first.click()
    expect(page.get_by_role("heading", name=PROJECT)).to_be_visible()


def share(page: Page, product: Product, member: str, role: str) -> None:
    """The owner gives somebody a role on it, unless an earlier walk did."""
    open_project(page, product)
    page.get_by_role("link", name="Members", exact=True).first.click()
    expect(page.get_by_role("heading", name="Members").first).to_be_visible()
    if re.search(rf"\b{member}\b", page.locator("main").inner_text()):
        return
    page.get_by_role("link", name="Share project").first.click()
    shown = dialog(page)
    shown.get_by_label("Username").fill(member)
    shown.locator("[name=role]").select_option(role)
    shown.get_by_label("Why?").fill(WHY)
    shown.get_by_role("button", name=re.compile("^Share")).click()
    expect(shown).to_contain_text(f"is shared with {member}")
