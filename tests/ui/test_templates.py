"""Components and pages, rendered with samples: strict CSP, tokens, names, ids."""

from collections import Counter
from types import SimpleNamespace

import pytest

from tests.ui import samples
from tests.ui.catalogue import COMPONENTS, DOORS, PAGES, Case
from tests.ui.rendering import TEMPLATES, nodes, rendered

pytestmark = pytest.mark.urls("tests.ui.routes")

OURS = ("components", "errors", "governance")


ALL = [
    *(pytest.param(case, samples.DS1, id=case[0]) for case in COMPONENTS + PAGES),
    *(pytest.param(case, samples.ANONYMOUS, id=case[0]) for case in DOORS),
]
every = pytest.mark.parametrize(("case", "user"), ALL)


@every
def test_nothing_is_inline(case: Case, user: SimpleNamespace) -> None:
    for node in nodes(case, user):
        assert node.tag != "style"
        assert node.tag != "script" or node.attributes.get("src")
        for name, value in node.attributes.items():
            assert name != "style"
            assert not name.startswith("on")
            assert not value.startswith("javascript:")


@every
def test_each_post_carries_a_token(case: Case, user: SimpleNamespace) -> None:
    for form in nodes(case, user):
        if form.tag == "form" and form.attributes.get("method") == "post":
            names = [node.attributes.get("name") for node in form.walk()]
            assert "csrfmiddlewaretoken" in names


@every
def test_each_control_has_a_name(case: Case, user: SimpleNamespace) -> None:
    found = nodes(case, user)
    labelled = {node.attributes.get("for") for node in found if node.tag == "label"}
    for node in found:
        if node.tag in {"button", "summary", "a"}:
            assert node.text().strip() or node.attributes.get("aria-label")
        is_field = node.tag in {"input", "select", "textarea"}
        if is_field and node.attributes.get("type") != "hidden":
            assert node.attributes.get("id") in labelled


@every
def test_each_hash_can_be_copied(case: Case, user: SimpleNamespace) -> None:
    for node in nodes(case, user):
        if node.has_class("hash"):
            assert any(inner.has_class("copy") for inner in node.walk())


@every
def test_ids_are_unique_and_named_ones_exist(case: Case, user: SimpleNamespace) -> None:
    found = nodes(case, user)
    ids = Counter(n.attributes["id"] for n in found if "id" in n.attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    for node in found:
        for attribute in ("aria-describedby", "aria-labelledby", "data-from", "for"):
            for name in node.attributes.get(attribute, "").split():
                assert name in ids, f"{attribute} names {name}, which is not there"


@pytest.mark.parametrize("case", PAGES + DOORS, ids=lambda case: case[0])
def test_each_page_has_one_heading_a_title_and_a_language(case: Case) -> None:
    user = samples.ANONYMOUS if case in DOORS else samples.DS1
    found = nodes(case, user)
    tags = Counter(node.tag for node in found)
    assert (tags["h1"], tags["title"], tags["main"]) == (1, 1, 1)
    assert next(n for n in found if n.tag == "html").attributes["lang"] == "en"


def test_each_template_of_ours_is_in_the_catalogue_or_part_of_one() -> None:
    shown = {template for _, template, _ in COMPONENTS + PAGES + DOORS}
    sources = [p.read_text() for p in TEMPLATES.rglob("*.html")]
    for folder in OURS:
        for path in (TEMPLATES / folder).glob("*.html"):
            name = str(path.relative_to(TEMPLATES))
            used = any(f'"{name}"' in source for source in sources)
            assert name in shown or used or folder == "components", name


def test_a_reason_that_is_too_short_is_named_beside_its_field() -> None:
    case = next(c for c in COMPONENTS if c[0] == "dialog-refused")
    area = next(n for n in nodes(case) if n.tag == "textarea")
    assert area.attributes["aria-invalid"] == "true"
    assert "id_reason_error" in area.attributes["aria-describedby"]


def test_the_shell_never_claims_that_the_ledger_is_intact() -> None:
    page = rendered("governance/audit.html", PAGES[0][2], samples.DS1)
    assert "1,196 entries, signed" in page
    assert "co-signed by 1 witness" in page
    assert "intact" not in page
