"""The short way accepts nothing that the long way refuses, and says the same."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.bodies import fault, is_sealed
from governance.ledger.canonical import canonical, parse, parse_object
from governance.ledger.disclosures import Disclosure
from governance.ledger.errors import NotCanonicalError
from governance.ledger.glance import glance_at_body, glance_at_disclosure, sealed_in
from tests.ledger.bad_bundles import good

GOOD = canonical(good.body(7))
CHANGES = b'"changes":' + canonical(good.body(7)["changes"])
TEXTS = st.text(max_size=8)
PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**60), 2**60), TEXTS, st.just("\u00e9\x7f")
)


def is_accepted(line: bytes) -> bool:
    """What the long way says: canonical, and of the shape of version 1."""
    try:
        return not fault(parse_object(line))
    except NotCanonicalError:
        return False


def test_an_ordinary_entry_goes_the_short_way() -> None:
    found = glance_at_body(GOOD)
    assert found is not None
    name, why = good.disclosures(7)
    assert sealed_in(found, "why") == why.digest
    assert sealed_in(found, "actor.name") == name.digest
    assert sealed_in(found, "object.label") is None


@given(
    changes=st.dictionaries(TEXTS, st.tuples(PLAIN, PLAIN), max_size=3),
    hashes=st.dictionaries(TEXTS, TEXTS, max_size=3),
    label=PLAIN,
    action=TEXTS,
)
def test_whatever_an_entry_holds_both_ways_agree(
    changes: dict[str, Any], hashes: dict[str, str], label: Any, action: str
) -> None:
    body = good.body(
        7,
        changes={key: list(pair) for key, pair in changes.items()},
        hashes=hashes,
        action=action,
        object={**good.body(7)["object"], "label": label},
    )
    for is_sorted in (True, False):
        try:
            line = json.dumps(
                body, ensure_ascii=False, sort_keys=is_sorted, separators=(",", ":")
            ).encode()
        except UnicodeEncodeError:
            continue
        if glance_at_body(line):
            assert is_accepted(line)


@given(
    at=st.integers(0, len(GOOD) - 1),
    byte=st.integers(0, 255),
    cut=st.integers(0, 2),
)
def test_a_changed_byte_is_never_accepted_by_the_short_way_alone(
    at: int, byte: int, cut: int
) -> None:
    line = GOOD[:at] + bytes([byte]) + GOOD[at + cut :]
    if glance_at_body(line):
        assert is_accepted(line)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"changes":{', b'"changes":{"version":["a","b"],'),
        (b'"changes":{', b'"changes":{"z":["a","b"],'),
        (b'"hashes":{}', b'"hashes":{"b":"1","a":"2"}'),
        (b'"hashes":{}', b'"hashes":{"a":"1","a":"2"}'),
        (b'"hashes":{}', b'"hashes":{"!":"1",":":"2","-":"3"}'),
        (CHANGES, b'"changes":{"A":[1,"x"],":[b":[1,2]}'),
        (CHANGES, b'"changes":{"!":["x",null],":[b":[1,"x"],":[b":[2,2]}'),
        (b'"1"', b"-0"),
        (b'"1"', b"01"),
        (b'"1"', b"1.0"),
        (b'"1"', b'"\\/"'),
        (b'"1"', b'"\\u0061"'),
        (b'"1"', b'"\xff"'),
        (b'"1"', b'"\xed\xa0\x80"'),
        (b'"1"', b'"\x01"'),
        (b'"v":1', b'"v":1 '),
        (b"}", b"}\n"),
    ],
)
def test_known_tricks_do_not_pass(old: bytes, new: bytes) -> None:
    line = GOOD.replace(old, new, 1) if old != b"}" else GOOD + b"\n"
    assert line != GOOD
    assert glance_at_body(line) is None
    assert not is_accepted(line)


@given(
    number=st.integers(0, 2**53 - 1),
    path=TEXTS,
    salt=st.binary(min_size=16, max_size=16),
    value=PLAIN,
)
def test_a_disclosure_has_the_same_digest_either_way(
    number: int, path: str, salt: bytes, value: Any
) -> None:
    one = Disclosure(path, salt, value)
    line = {"index": number, "path": path, "value": value}
    try:
        text = canonical({**line, "salt": good.to_base64(salt)})
    except NotCanonicalError:
        return
    found = glance_at_disclosure(text)
    if found:
        assert parse(text)["index"] == found.number
        assert (found.path, found.digest) == (path, one.digest)
        assert is_sealed({"_sd": found.digest})


@pytest.mark.parametrize(
    "line",
    [
        b'{"index":1,"path":"why","salt":"AAAAAAAAAAAAAAAAAAAAAB==","value":"x"}',
        b'{"index":01,"path":"why","salt":"AAAAAAAAAAAAAAAAAAAAAA==","value":"x"}',
        b'{"index":1,"path":"why","salt":"AAAAAAAAAAAAAAAAAAAAAA==","value":"\\n"}',
        b'{"index":1,"path":"why","salt":"AAAAAAAAAAAAAAAAAAAAAA==","value":"\xff"}',
    ],
)
def test_an_odd_disclosure_goes_the_long_way(line: bytes) -> None:
    assert glance_at_disclosure(line) is None
