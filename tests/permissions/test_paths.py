"""No form of a path reaches a file: sixty of them in every text of every address.

An address is decoded once, keys are UUIDs, files lie under their digests.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.permissions import asking
from tests.permissions.tables import table
from tests.permissions.test_matrix import key
from tests.permissions.world import World, rolled_back

SECRET = "canary-of-a-file-outside"
CLIMBS = ("../", "..\\", "....//", "..;/", "%2e%2e/", "%2e%2e%2f", "..%2f", "..%5c")
TWICE = ("%252e%252e%252f", "..%252f", "..%255c", "%25252e%25252e%25252f")
TARGETS = ("outside.txt", "etc/passwd", "etc/passwd%00.onnx", "outside.txt#x")
ALONE = (
    *("/etc/passwd", "//etc/passwd", "file:///etc/passwd", "C:\\outside.txt"),
    *("\\\\host\\share", "~/outside.txt", ".", "..", "...", "./", "%2f", "%00", "nul"),
    *("\u202egnp.exe", "a" * 4096, "${jndi:x}", "{{7*7}}", "|id", "`id`", "; id"),
)
FORMS = (*(climb * 3 + target for climb in CLIMBS for target in TARGETS), *ALONE)
FORMS = (*FORMS, *(climb * 3 + TARGETS[0] for climb in TWICE))


def _addresses(world: World) -> Iterator[tuple[str, str]]:
    """The addresses that end in a text, without it."""
    for row in table("Who gets which answer"):
        route, method = key(row)
        pattern = next(found for name, found in asking.routes() if name == route)
        last = [type(one).__name__ for one in pattern.pattern.converters.values()][-1:]
        if method == "GET" and last and last != ["UUIDConverter"]:
            where = asking.address(world, route).partition("?")[0].strip("/")
            yield route, f"/{where.rpartition('/')[0]}/"


def test_there_are_sixty_forms() -> None:
    assert len(set(FORMS)) >= 55


def test_no_address_leads_out_of_the_data_folder(world: World, folder: Path) -> None:
    (folder.parent / "outside.txt").write_text(SECRET)
    asked = set(_addresses(world))
    assert {"registry:version_file", "reports:download"} <= {r for r, _ in asked}
    browser = world.browser_of("builder")
    for route, begin in sorted(asked):
        for form in FORMS:
            with rolled_back():
                answer = browser.get(begin + quote(form, safe="/%;"))
            assert answer.status_code in {301, 302, 400, 403, 404}, f"{route} {form}"
            assert SECRET not in answer.content.decode(errors="ignore")


def _files(folder: Path) -> set[Path]:
    """All but those of the started product, which goes on working beside."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path for path in found if not path.is_relative_to(folder / "product0")}


@pytest.mark.parametrize("name", [*CLIMBS, *ALONE[:6], "a/b", "a\\b", "a\x00b"])
def test_no_name_of_a_file_or_an_endpoint_becomes_a_path(
    world: World, folder: Path, name: str
) -> None:
    before = _files(folder.parent)
    data = {
        "version": str(world.versions[2].pk),
        "environment": "DEV",
        "name": f"{name}x",
        "reason": "Because the test needs it.",
    }
    where = reverse("deployments_api:deployments", args=[world.project.pk])
    browser = world.browser_of("builder")
    answer = browser.post(where, data, content_type="application/json")
    assert answer.status_code == 400
    assert _files(folder.parent) == before
