"""The docs say what the code does."""

import re

from tests.architecture.sources import ROOT

READ = re.compile(
    r'env\.(?:text|boolean|integer|years|csv|secret|database)\(\s*"([A-Z_]+)"'
)


def test_every_setting_that_is_read_is_documented_and_the_other_way_round() -> None:
    source = (ROOT / "config/settings/base.py").read_text(encoding="utf-8")
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert set(READ.findall(source)) == told


def test_links_between_our_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_is_short_and_shows_a_picture() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count("\n") <= 150
    assert "![" in text


def test_every_make_target_the_docs_name_exists() -> None:
    targets = set(
        re.findall(
            r"^([a-z-]+):",
            (ROOT / "Makefile").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"`make ([a-z-]+)", text):
            assert name in targets, f"{page.name} names make {name}"
