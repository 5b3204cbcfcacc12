"""What the script does in a real browser: dialogs, Why?, copying, polling, axe."""

import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ui import samples
from tests.ui.catalogue import COMPONENTS, DOORS, PAGES
from tests.ui.site import Site, served

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.ui.routes")]

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WHY = "Latency broke the 10 ms limit."
EVERY = [n for n, _, _ in PAGES + DOORS] + [
    n for n, _, _ in COMPONENTS if "dialog" in n
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of the sample site; a complaint on the console fails the test."""
    complaints: list[str] = []
    with served() as address:
        context = browser.new_context(base_url=address)
        opened = context.new_page()
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on(
            "console",
            lambda said: complaints.append(said.text) if _is_ours(said.text) else None,
        )
        yield opened
        context.close()
    assert complaints == []


def _is_ours(said: str) -> bool:
    return "Content Security Policy" in said or "htmx:" in said


def ask(page: Page) -> None:
    page.goto("/members")
    page.evaluate("htmx.ajax('GET', '/question', '#dialogs')")
    expect(page.locator("dialog")).to_be_visible()


def test_a_question_starts_in_why_and_its_button_waits_for_a_reason(page: Page) -> None:
    ask(page)
    expect(page.locator("textarea")).to_be_focused()
    submit = page.get_by_role("button", name="Roll back to release 2")
    expect(submit).to_be_disabled()
    page.keyboard.type("too short")
    expect(page.locator("[data-count]")).to_have_text("1 more character needed")
    page.keyboard.type("!")
    expect(submit).to_be_enabled()


def test_a_reason_used_before_can_be_used_again(page: Page) -> None:
    ask(page)
    page.locator("[data-again]").click()
    expect(page.locator("textarea")).to_have_value(
        "Latency broke the 10 ms limit under the evening load"
    )


def test_escape_changes_nothing_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/members")
    opener = page.get_by_role("link", name="Share project")
    opener.focus()
    page.evaluate("htmx.ajax('GET', '/question', '#dialogs')")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_refused_field_stays_in_the_dialog(page: Page) -> None:
    ask(page)
    page.locator("textarea").fill("          x")
    page.evaluate("document.querySelector('dialog [type=submit]').disabled = false")
    page.locator("dialog [type=submit]").click()
    expect(page.locator("#id_reason_error")).to_be_visible()
    expect(page.locator("dialog")).to_be_visible()


def test_a_text_area_made_larger_does_not_offend_the_policy(page: Page) -> None:
    ask(page)
    page.evaluate("document.querySelector('textarea').style.height = '200px'")
    page.locator("textarea").fill("          x")
    page.evaluate("document.querySelector('dialog [type=submit]').disabled = false")
    page.locator("dialog [type=submit]").click()
    expect(page.locator("#id_reason_error")).to_be_visible()
    page.wait_for_timeout(100)  # the fixture fails on what htmx settles until then


def test_what_is_chosen_from_a_menu_closes_it_and_keeps_the_focus(page: Page) -> None:
    page.goto("/members")
    summary = page.locator(".bar details.menu summary")
    summary.click()
    chosen = page.get_by_role("link", name="What I did")
    chosen.evaluate("link => link.addEventListener('click', e => e.preventDefault())")
    chosen.click()
    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect(summary).to_be_focused()


def test_a_step_that_succeeds_leads_to_its_page(page: Page) -> None:
    ask(page)
    page.locator("dialog select").select_option("2")
    page.locator("textarea").fill(WHY)
    page.locator("dialog [type=submit]").click()
    page.wait_for_url("**/members")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", level=1, name="Members")).to_be_visible()


def test_a_refusal_takes_the_place_of_the_whole_page(page: Page) -> None:
    ask(page)
    page.locator("textarea").fill("Somebody else was faster than me.")
    page.locator("dialog [type=submit]").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Somebody else was faster")
    expect(page.locator("main")).to_have_count(1)


def test_a_job_is_asked_for_until_it_is_done_and_a_failed_poll_hurts_nobody(
    page: Page,
) -> None:
    Site.polls[:] = [(200, "job-running"), (503, ""), (200, "job-done")]
    page.goto("/job-queued")
    expect(page.locator(".job .st.ok")).to_have_text("Done", timeout=8000)
    assert Site.polls == []
    page.wait_for_timeout(1200)
    assert page.locator(".job[data-poll]").count() == 0


def test_a_hash_is_copied_whole_without_a_secure_context(page: Page) -> None:
    page.goto("/hash")
    page.evaluate(
        "Object.defineProperty(window, 'isSecureContext', {value: false});"
        "document.addEventListener('copy', () => {"
        " window.copied = document.activeElement.value })"
    )
    page.locator("main .hash .copy").last.click()
    expect(page.locator("#said")).to_have_text("Copied")
    copied = page.evaluate("window.copied")
    assert copied == samples.DIGEST
    assert page.locator("body > textarea").count() == 0


def test_typing_filters_a_small_table_and_says_how_many(page: Page) -> None:
    page.goto("/access")
    page.keyboard.press("/")
    page.keyboard.type("valve")
    expect(page.locator("#projects tbody tr:visible")).to_have_count(1)
    expect(page.locator("[data-shown-of=projects]")).to_have_text("1 of 2")
    page.keyboard.type("zzz")
    expect(page.locator("[data-none-of=projects]")).to_be_visible()


def test_the_share_button_repeats_whom_it_shares_with(page: Page) -> None:
    page.goto("/share-dialog")
    page.keyboard.type("ds2")
    expect(page.locator("dialog [type=submit]")).to_have_text("Share with ds2")


def test_the_theme_is_kept_for_the_next_page(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/audit")
    page.get_by_role("button", name="Light or dark").click()
    page.goto("/members")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [v["id"] for v in found if v["impact"] in {"serious", "critical"}]


@pytest.mark.full  # the tutorial scans the real pages in both themes every time
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_finds_the_faults_planted_to_try_it(
    page: Page, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    for name in EVERY:
        page.goto(f"/{name}")
        assert violations(page) == [], name
    page.goto("/tokens")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend',"
        " '<button></button><img src=\"/static/hallmark/icon.svg\">')"
    )
    assert {"button-name", "image-alt"} <= set(violations(page))


CARDS_OVERFLOWN = (
    "[...document.querySelectorAll('.card')]"
    ".filter(card => card.scrollWidth > card.clientWidth + 1).length"
)


@pytest.mark.full
@pytest.mark.parametrize("width", [360, 600, 1440])
def test_no_page_scrolls_sideways_and_no_table_leaves_its_card(
    page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for name in EVERY:
        page.goto(f"/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.evaluate(CARDS_OVERFLOWN) == 0, name
