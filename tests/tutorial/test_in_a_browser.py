"""The tutorial once more, with eyes: a real Chromium, and axe on what it shows."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.tutorial.product import Product
from tests.tutorial.window import CHROMIUM, log_in, serious, share, window

WHY = "To look at it with a browser."

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed"),
]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with window(chromium) as shown:
        yield shown


def test_the_tutorial_with_eyes(product: Product, page: Page) -> None:
    log_in(page, product, "ds1")
    assert serious(page) == []

    page.get_by_role("link", name="hydraulic system").first.click()
    expect(page.get_by_role("heading", name="hydraulic system")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert serious(page) == []

    # Share: the dialog opens with the focus inside, Escape shuts it, nothing changed.
    page.get_by_role("link", name="Share project").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    # Deploy: the button waits for the reason, then the state moves by itself.
    page.get_by_role("link", name="hydraulic_model_2").first.click()
    page.get_by_role("link", name="Deploy to DEV").first.click()
    expect(dialog).to_be_visible()
    send = dialog.get_by_role("button", name=re.compile("Deploy"))
    expect(send).to_be_disabled()
    if dialog.get_by_role("radio").count():
        dialog.get_by_role("radio", name=re.compile("New endpoint")).check()
    dialog.get_by_label("Name of the new endpoint").fill("cooler-eyes")
    dialog.get_by_label("Why?").fill(WHY)
    expect(send).to_be_enabled()
    assert serious(page) == []
    send.click()
    page.wait_for_url("**/deployments/**")
    expect(page.locator("h1 .st.ok")).to_have_text("Healthy", timeout=60_000)
    expect(page.locator("pre.req")).to_contain_text("curl", timeout=10_000)
    assert serious(page) == []

    for words in ("Monitoring", "Events", "Members", "Audit", "Tokens"):
        page.get_by_role("link", name=words, exact=True).first.click()
        page.wait_for_load_state("networkidle")
        assert serious(page) == [], words


def test_axe_finds_planted_faults(product: Product, page: Page) -> None:
    """The control: what would be serious is told."""
    log_in(page, product, "ds1")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', "
        "'<button></button><img src=\"data:,\"><p id=faint>faint words</p>')"
    )
    page.evaluate(
        "const faint = document.getElementById('faint');"
        "faint.style.color = '#ddd'; faint.style.background = '#fff';"
    )
    found = " ".join(serious(page))
    for rule in ("button-name", "image-alt", "color-contrast"):
        assert rule in found


def test_a_phone_needs_no_sideways_scrolling(product: Product, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    log_in(page, product, "ds1")
    for path in ("/", "/audit/", "/reports/", "/tokens/"):
        page.goto(f"{product.url}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, f"{path} is {wide} px wide"


def test_an_officer_asks_for_an_audit_trail_and_takes_it(
    product: Product, chromium: Browser, page: Page
) -> None:
    with window(chromium) as owner:
        log_in(owner, product, "ds1")
        share(owner, product, "officer", "officer")

    log_in(page, product, "officer")
    page.goto(f"{product.url}/reports/")
    rows = page.locator("#finished tbody tr", has_text="Audit trail")
    before = rows.count()  # what an earlier walk built
    card = page.locator("article.kind", has_text="Audit trail")
    card.get_by_role("link", name="Build").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("you get that one")
    assert serious(page) == []
    dialog.get_by_label("Why?").fill(WHY)
    dialog.get_by_role("button", name="Build report").click()

    # The row of the finished report comes by itself.
    expect(rows).to_have_count(before + 1, timeout=60_000)
    row = rows.first
    expect(row).to_contain_text("whole", timeout=60_000)
    assert serious(page) == []
    with page.expect_download() as taken:
        row.get_by_role("link", name=re.compile("PDF")).click()
    assert taken.value.suggested_filename.startswith("HM-AUD-")
    assert taken.value.path().read_bytes().startswith(b"%PDF")

    row.get_by_role("link", name=re.compile("View")).click()
    expect(page.get_by_role("heading", name="Checks", exact=True)).to_be_visible()
    assert serious(page) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV of Counts, by day").click()
    assert taken.value.suggested_filename.endswith(".counts-by-day.csv")

    # Each of the two is an entry that names who took it.
    page.go_back()
    row.locator("th a").click()
    events = page.locator("section", has=page.get_by_role("heading", name="Events"))
    expect(events.get_by_text(re.compile("downloaded the report"))).to_have_count(2)
    assert serious(page) == []
