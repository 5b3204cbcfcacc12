"""Each guarantee, each attack and each hole of others names a test that exists."""

import ast
import re
from functools import cache

from tests.architecture.sources import ROOT

GUARANTEES = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
THREATS = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
HOLES = (ROOT / "docs" / "peers-holes.md").read_text(encoding="utf-8")
ATTACKS = 23
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
NOT_OFFERED = "not offered"


@cache
def _functions(path: str) -> frozenset[str]:
    """The functions of a file at its top: pytest collects those named test_."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


def _guarantees() -> dict[int, str]:
    """The text of each, by its number."""
    parts = re.split(r"^(\d+)\. ", GUARANTEES, flags=re.MULTILINE)[1:]
    return dict(zip(map(int, parts[::2]), parts[1::2], strict=True))


def _attacks() -> dict[int, str]:
    """The row of each, by its number."""
    rows = re.findall(r"^\| (\d+) \|(.*)$", THREATS, re.MULTILINE)
    return {int(number): row for number, row in rows}


def test_each_test_that_is_named_exists() -> None:
    named = NAMED.findall(GUARANTEES + THREATS + HOLES)
    missing = {
        f"{path}::{name}" for path, name in named if name not in _functions(path)
    }
    assert missing == set()


def test_each_guarantee_names_a_test() -> None:
    guarantees = _guarantees()
    assert list(guarantees) == list(range(1, len(guarantees) + 1))
    bare = [number for number, text in guarantees.items() if not _tests_in(text)]
    assert bare == []


def test_each_attack_names_a_test_or_is_about_what_is_not_offered() -> None:
    attacks = _attacks()
    assert list(attacks) == list(range(1, ATTACKS + 1))
    bare = [
        n for n, row in attacks.items() if not _tests_in(row) and NOT_OFFERED not in row
    ]
    assert bare == []


def test_each_hole_of_others_names_a_test() -> None:
    rows = re.findall(r"^\| (\d+) \|(.*)$", HOLES, re.MULTILINE)
    numbers = [int(number) for number, _ in rows]
    known = numbers.index(1, 1)  # where the second table begins
    assert numbers == [*range(1, known + 1), *range(1, len(numbers) - known + 1)]
    assert known >= 30
    assert [number for number, row in rows if not _tests_in(row)] == []


def _tests_in(text: str) -> list[str]:
    return [name for _, name in NAMED.findall(text) if name.startswith("test_")]


def test_a_test_is_named_by_its_whole_path() -> None:
    """Else the check above would not see it."""
    for page in (GUARANTEES, THREATS, HOLES):
        spelled = re.findall(r"`[^`\n]*::[^`\n]*`", page)
        assert [text for text in spelled if not NAMED.fullmatch(text)] == []
