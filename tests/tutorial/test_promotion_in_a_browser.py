"""A version's way to PROD, with eyes: everybody at a window of their own.

ds1 builds, a validator validates, an officer signs at the provider, ds2 deploys,
releases in an emergency and rolls back, and the owner reviews what was by-passed.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.tutorial.product import Product
from tests.tutorial.window import (
    CHROMIUM,
    LONG,
    WHY,
    dialog,
    is_healthy,
    log_in,
    open_project,
    send,
    serious,
    share,
    type_password,
    window,
)

FIRST, SECOND = "hydraulic_model_1", "hydraulic_model_2"
ROLES = {"ds2": "engineer", "validator": "validator", "officer": "officer"}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed"),
]


@pytest.fixture
def people(product: Product, chromium: Browser) -> Iterator[dict[str, Page]]:
    """A window for each, logged in."""
    with ExitStack() as open_windows:
        shown = {}
        for name in ("ds1", *ROLES):
            shown[name] = open_windows.enter_context(window(chromium))
            log_in(shown[name], product, name)
        yield shown


def open_version(page: Page, product: Product, version: str) -> None:
    open_project(page, product)
    page.get_by_role("link", name=version, exact=True).first.click()
    expect(page.get_by_role("heading", name=version)).to_be_visible()


def choose(page: Page, version: str, words: str) -> None:
    """From the menu of the version's page."""
    page.locator(f"summary[aria-label='Actions for {version}']").click()
    page.get_by_role("link", name=words).click()
    dialog(page)


def share_with_all(page: Page, product: Product) -> None:
    """The owner gives each their role, unless an earlier walk did."""
    for member, role in ROLES.items():
        share(page, product, member, role)


def put_into_dev(page: Page, product: Product, version: str, endpoint: str) -> None:
    """Golden rows and warm-up hold in DEV: what PROD asks for."""
    open_version(page, product, version)
    page.get_by_role("link", name="Deploy to DEV").first.click()
    shown = dialog(page)
    if shown.get_by_role("radio").count():
        shown.get_by_role("radio", name=re.compile("New endpoint")).check()
    shown.get_by_label("Name of the new endpoint").fill(endpoint)
    send(page, "Deploy to DEV", WHY)
    is_healthy(page)


def validate(page: Page, product: Product, version: str) -> None:
    """Every test of the plan gets its result, and the version its verdict."""
    open_version(page, product, version)
    page.locator("nav.tabs").get_by_role("link", name="Validation").click()
    page.get_by_role("link", name="Validate", exact=True).click()
    send(page, "Open validation")
    expect(page.get_by_role("heading", name="Tests")).to_be_visible()
    assert serious(page) == []
    todo = page.get_by_role("link", name=re.compile(r"^Record test \d+"))
    for at in range(todo.count()):
        page.get_by_role("link", name=f"Record test {at + 1}", exact=True).click()
        shown = dialog(page)
        shown.locator("[name=outcome]").select_option("passed")
        shown.get_by_label("Actual result").fill("As it was expected.")
        send(page, "Record result")
    page.get_by_role("link", name="Give verdict").click()
    dialog(page).locator("[name=outcome]").select_option("accepted")
    send(page, "Give verdict", WHY)
    expect(page.get_by_text("Accepted").first).to_be_visible()


def ask_for_prod(page: Page, product: Product, version: str) -> str:
    """Who asks gets the address of the request."""
    open_version(page, product, version)
    choose(page, version, "Deploy to PROD")
    shown = dialog(page)
    assert serious(page) == []
    shown.get_by_label("Name of the new endpoint").fill("cooler-eyes-prod")
    send(page, "Ask for PROD", WHY)
    page.wait_for_url("**/changes/**")
    assert serious(page) == []
    return page.url


def sign(page: Page, address: str, name: str) -> None:
    """The officer reads, says why, and proves at the provider who they are."""
    page.goto(address)
    assert serious(page) == []
    page.get_by_role("radio", name=re.compile("^Approve")).check()
    page.get_by_label("Why?").fill(WHY)
    page.get_by_role("button", name="Sign and decide").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    type_password(page, name)
    page.wait_for_url(address)
    expect(page.locator(".head .st")).to_have_text("Approved")


def test_a_version_goes_to_prod_and_back(
    product: Product, people: dict[str, Page]
) -> None:
    ds1, ds2 = people["ds1"], people["ds2"]
    share_with_all(ds1, product)
    put_into_dev(ds2, product, FIRST, "cooler-eyes-one")
    validate(people["validator"], product, FIRST)
    address = ask_for_prod(ds1, product, FIRST)

    # Who asked is told why they do not decide.
    expect(ds1.locator(".sign")).to_contain_text("ds1 asked for this change")
    sign(people["officer"], address, "officer")

    ds2.goto(address)
    ds2.get_by_role("link", name="Apply", exact=True).click()
    send(ds2, f"Promote {FIRST} to PROD", WHY)
    is_healthy(ds2)
    deployment = ds2.url
    assert serious(ds2) == []

    # In an emergency the other version goes past approval, and shows in red.
    open_version(ds2, product, SECOND)
    choose(ds2, SECOND, "Emergency release to PROD")
    assert serious(ds2) == []
    dialog(ds2).get_by_role("radio", name=re.compile("cooler-eyes-prod")).check()
    send(ds2, "Release in an emergency", WHY)
    is_healthy(ds2)
    expect(ds2.locator(".note.bad")).to_contain_text("mergency")
    assert serious(ds2) == []

    # Back to what was approved; the review is still owed.
    ds2.goto(deployment)
    ds2.get_by_role("row", name=re.compile("^1 ")).get_by_role(
        "link", name=re.compile("Roll back")
    ).click()
    send(ds2, "Roll back to release 1", WHY)
    is_healthy(ds2)
    expect(ds2.locator("main")).to_contain_text(FIRST)

    ds1.goto(f"{product.url}/inbox/")
    assert serious(ds1) == []
    ds1.get_by_role("link", name=re.compile(r"^Review\b.*emergency")).click()
    ds1.get_by_label("It was").select_option("justified")
    ds1.get_by_label("Why?").fill(WHY)
    assert serious(ds1) == []
    ds1.get_by_role("button", name="Close the review").click()
    ds1.wait_for_url(deployment)
    expect(ds1.locator(".note.bad")).to_have_count(0, timeout=LONG)
