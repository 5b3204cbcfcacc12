"""Canonical JSON against an implementation that shares no code with ours."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.canonical import MAX_INTEGER, canonical, parse
from governance.ledger.errors import NotCanonicalError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.text(st.characters(max_codepoint=127), max_size=10)
PLAIN = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20
)


@given(VALUES)
def test_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert parse(canonical(value)) == value


@pytest.mark.parametrize(
    "value",
    [1.5, 2**53, -(2**53), {"ä": 1}, {1: 2}, b"raw", "\ud800", object(), (1, 2)],
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonicalError):
        canonical(value)


def test_deep_nesting_is_refused_by_a_number() -> None:
    value: Any = []
    for _ in range(40):
        value = [value]
    with pytest.raises(NotCanonicalError, match="32"):
        canonical(value)


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":2}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":"\\u0041"}',
        b'{"a":01}',
        b'{"a":9007199254740992}',
        b"{",
        b"\xff",
        b"",
    ],
)
def test_text_that_is_not_canonical_is_refused(text: bytes) -> None:
    with pytest.raises(NotCanonicalError):
        parse(text)


def test_the_guard_agrees_with_json_on_key_order() -> None:
    value = {"b": 1, "a": 2, "B": 3, "_": 4}
    assert list(json.loads(canonical(value))) == ["B", "_", "a", "b"]


def test_a_number_of_a_million_digits_is_not_even_read() -> None:
    with pytest.raises(NotCanonicalError, match="beyond 2"):
        parse(b'{"a":' + b"9" * 1_000_000 + b"}")
