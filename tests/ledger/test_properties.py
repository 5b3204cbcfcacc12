"""Canonical bodies: one text for one value, and readers that cannot be told apart."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from governance.ledger.canonical import MAX_INTEGER, canonical, parse, parse_object
from governance.ledger.errors import NotCanonicalError
from governance.verifying.quick import quick

ANY_TEXT = st.text(max_size=12)  # surrogates and all
KEYS = st.text(st.sampled_from('ab"\\\u00e4\U0001f600\ud800 '), max_size=3)
NUMBERS = st.integers(-(2**55), 2**55) | st.floats()
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | ANY_TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)
ODD_TEXTS = [
    *(b'{"a":1,"a":1}', b'{"a":1,"a":2}', b'{"b":1,"a":2}', b'{"a":{"b":1,"b":1}}'),
    *(b'{"a":"\\u0041"}', b'{"\\u0061":1}', b'{"a":"\\/"}', b'"\\ud800"', b'"\\u00e4"'),
    *(b'"\xed\xa0\x80"', b'"\xff"', b'\xef\xbb\xbf{"a":1}', b'{"a":1}\xef\xbb\xbf'),
    *(b'{"a": 1}', b' {"a":1}', b'{"a":1}\n', b'{"a":1} ', b'{"a":1}{"a":1}', b"\t1"),
    *(
        b"-0",
        b"-0.0",
        b"1e5",
        b"1E5",
        b"1.0",
        b"01",
        b"+1",
        b".5",
        b"1.",
        b"0x1",
        b"1_0",
    ),
    *(b"NaN", b"Infinity", b"-Infinity", b"nul", b"True", b"'a'", b"{a:1}", b"[1,]"),
    *(b"9007199254740991", b"-9007199254740991", b"9007199254740992", b"1" * 5000),
    *(
        b"[" * 31 + b"]" * 31,
        b"[" * 32 + b"]" * 32,
        b"[" * 33 + b"]" * 33,
        b"[" * 99999,
    ),
    *(b'{"a":' * 33 + b"1" + b"}" * 33, b"[" + b"[]," * 40 + b"[]]", b'{"a":[{}]}'),
    *(b"", b"null", b'""', b'"\x7f"', b'"\x1f"', b'"\\u001f"', b'"\\u001F"', b'"\\n"'),
    *('{"\u00e4":1}'.encode(), '{"a":"\u00e4"}'.encode(), '"\u2028"'.encode()),
    *('{"a":1}'.encode("utf-16"), '{"a":1}'.encode("utf-32"), "\ufeff1".encode()),
    *(
        b'"\x00"',
        b'{"a":"\\ud83d\\ude00"}',
        '"\U0001f600"'.encode(),
        b"0",
        b"[]",
        b"{}",
    ),
]


def read_slowly(text: bytes) -> Any:
    """Strict in the slow way: looks at every object, number and level by itself."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in found]
        if keys != sorted(set(keys)) or not all(key.isascii() for key in keys):
            raise NotCanonicalError
        return dict(found)

    def refuse(number: str) -> Any:
        raise NotCanonicalError(number)

    try:
        value = json.loads(
            text.decode(),
            object_pairs_hook=pairs,
            parse_float=refuse,
            parse_constant=refuse,
        )
        if depth(value) > 32 or rfc8785.dumps(value) != text:
            raise NotCanonicalError
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise NotCanonicalError from error
    return value


def depth(value: Any) -> int:
    if not isinstance(value, dict | list):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(depth, inner), default=0)


def outcome(read: Any, text: bytes) -> Any:
    try:
        return "read", read(text)
    except NotCanonicalError:
        return "refused", None


@pytest.mark.parametrize("text", ODD_TEXTS, ids=lambda text: repr(text[:30]))
def test_odd_texts_are_read_or_refused_as_a_slow_reader_does(text: bytes) -> None:
    assert outcome(parse, text) == outcome(read_slowly, text)


@given(ANYTHING, st.booleans(), st.booleans(), st.sampled_from([None, 1]))
def test_texts_of_any_writer_are_read_as_a_slow_reader_does(
    value: Any, ascii_only: bool, is_sorted: bool, indent: int | None
) -> None:
    text = json.dumps(
        value,
        ensure_ascii=ascii_only,
        sort_keys=is_sorted,
        indent=indent,
        separators=(",", ":"),
    ).encode(errors="surrogatepass")
    assert outcome(parse, text) == outcome(read_slowly, text)


@given(st.text('{}[]",:\\au0123456789-.eE tfn\u00e4\n', max_size=25))
@example('{"a":1,"a":1}')
def test_texts_of_no_writer_are_read_as_a_slow_reader_does(text: str) -> None:
    assert outcome(parse, text.encode()) == outcome(read_slowly, text.encode())


@given(st.binary(max_size=30))
def test_bytes_are_read_as_a_slow_reader_does(text: bytes) -> None:
    assert outcome(parse, text) == outcome(read_slowly, text)


@given(ANYTHING)
def test_what_the_guard_lets_through_is_rfc_8785_and_read_back(value: Any) -> None:
    try:
        text = canonical(value)
    except NotCanonicalError:
        return
    assert text == rfc8785.dumps(value)
    assert parse(text) == value


@pytest.mark.parametrize("number", [MAX_INTEGER, -MAX_INTEGER])
def test_the_greatest_integers_are_written_and_one_more_is_not(number: int) -> None:
    assert parse(canonical(number)) == number
    beyond = number + (1 if number > 0 else -1)
    for refused in (lambda: canonical(beyond), lambda: parse(b"%d" % beyond)):
        with pytest.raises(NotCanonicalError, match="2\\*\\*53"):
            refused()


def test_what_turns_in_a_circle_is_refused() -> None:
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(NotCanonicalError, match="32"):
        canonical(circle)


# The expression that verifies common bodies quickly reads no more than the parser.

DIGEST = "A" * 43 + "="
SEALED = st.just({"_sd": DIGEST})
WORDS = st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(
    ['"', "\\", ":", ",", '":[', "],", "\x7f", " "]
)
VALUES = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | WORDS | SEALED
IDS = st.uuids().map(str) | st.sampled_from(["x" * 36, "0" * 36, "-" * 36, ""])
BODIES = st.fixed_dictionaries(
    {
        "v": st.sampled_from([1, 2]),
        "id": IDS,
        "ts": st.sampled_from(["2026-10-01T12:00:00.000001Z", "2026-10-01", ""]),
        "actor": st.fixed_dictionaries(
            {"id": IDS, "kind": WORDS, "auth": WORDS, "name": st.none() | SEALED}
        ),
        "on_behalf_of": st.none() | IDS,
        "action": st.sampled_from(["tag.added", "ledger.key_changed", "A b"]),
        "object": st.fixed_dictionaries({"type": WORDS, "id": IDS, "label": VALUES}),
        "project": st.none() | IDS,
        "request": st.fixed_dictionaries({"id": IDS, "source": WORDS}),
        "why": st.none() | SEALED,
        "changes": st.dictionaries(WORDS, st.lists(VALUES, min_size=2, max_size=2)),
        "hashes": st.dictionaries(WORDS, WORDS),
        "refs": st.lists(st.just({"index": 1, "leaf": "00"}), max_size=1),
    }
)
COMMON = {
    "v": 1,
    "id": "0198c6a1-1111-7222-8333-444455556666",
    "ts": "2026-10-01T12:00:00.000001Z",
    "actor": {
        "id": "0198c6a1-1111-7222-8333-444455556667",
        "kind": "person",
        "auth": "session",
        "name": {"_sd": DIGEST},
    },
    "on_behalf_of": None,
    "action": "tag.added",
    "object": {
        "type": "project",
        "id": "0198c6a1-1111-7222-8333-444455556668",
        "label": "rig",
    },
    "project": None,
    "request": {"id": "0198c6a1-1111-7222-8333-444455556669", "source": "web"},
    "why": None,
    "changes": {"a": [None, 1], "b": ["x", {"_sd": DIGEST}]},
    "hashes": {"model": "00"},
    "refs": [],
}


def agrees(text: bytes) -> bool:
    """Whether the expression matched; then the parser must say the same."""
    found = quick(text)
    if found is None:
        return False
    body = parse_object(text)
    why, place = body["why"], body["object"]
    assert found.said == (
        *(body["id"], body["ts"], body["actor"]["id"], body["action"]),
        *(place["type"], place["id"], body["project"], body["request"]["id"]),
        why and why["_sd"],
    )
    assert found.sealed == {
        "why": why and why["_sd"],
        "actor.name": body["actor"]["name"] and body["actor"]["name"]["_sd"],
        "object.label": place["label"]["_sd"] if type(place["label"]) is dict else None,
    }
    assert body["refs"] == []
    assert body["v"] == 1
    return True


def test_a_common_body_is_read_quickly() -> None:
    assert agrees(canonical(COMMON))


@given(BODIES)
def test_the_quick_reader_says_what_the_parser_says(body: Any) -> None:
    try:
        text = canonical(body)
    except NotCanonicalError:
        return
    agrees(text)


@given(
    st.permutations(["a", "b", "a!", "ab", "a"]), st.sampled_from(["changes", "hashes"])
)
def test_the_quick_reader_takes_no_wrong_order_and_nothing_twice(
    names: list[str], field: str
) -> None:
    value = '["x",":"]' if field == "changes" else '":"'
    members = ",".join(f'"{name}":{value}' for name in names)
    empty = canonical(COMMON | {field: {}}).decode()
    assert not agrees(
        empty.replace(f'"{field}":{{}}', f'"{field}":{{{members}}}').encode()
    )


@given(st.integers(0, 8 * 900), st.sampled_from(' \\"\n,:{}[]1aZ\u00e4'))
def test_the_quick_reader_takes_no_change_that_the_parser_refuses(
    at: int, sign: str
) -> None:
    text = canonical(COMMON).decode()
    at %= len(text)
    agrees((text[:at] + sign + text[at:]).encode())
    agrees((text[:at] + sign + text[at + 1 :]).encode())
    agrees((text[:at] + text[at + 1 :]).encode())
