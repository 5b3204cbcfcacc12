"""Entry bundles, C2SP tlog-tiles section "Log entries"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.entry_bundle import (
    MAX_ENTRY_BYTES,
    read_entries,
    write_entries,
)
from governance.ledger.errors import MalformedError


@given(st.lists(st.binary(max_size=600), max_size=20))
def test_entries_are_read_back(bodies: list[bytes]) -> None:
    data = write_entries(bodies)
    assert read_entries(data) == bodies
    assert len(data) == sum(2 + len(body) for body in bodies)


def test_the_length_is_two_bytes_the_greater_first() -> None:
    assert write_entries([b"", b"a", b"b" * 258]) == (
        b"\x00\x00\x00\x01a\x01\x02" + b"b" * 258
    )


def test_the_longest_entry_fits_and_one_more_byte_does_not() -> None:
    longest = bytes(MAX_ENTRY_BYTES)
    assert read_entries(write_entries([longest])) == [longest]
    with pytest.raises(MalformedError, match="65,535"):
        write_entries([longest + b"\0"])


@given(st.lists(st.binary(min_size=1, max_size=9), min_size=1), st.data())
def test_a_bundle_that_is_cut_is_refused(
    bodies: list[bytes], data: st.DataObject
) -> None:
    whole = write_entries(bodies)
    ends = {len(write_entries(bodies[:count])) for count in range(len(bodies) + 1)}
    cut = data.draw(st.integers(0, len(whole)).filter(lambda at: at not in ends))
    with pytest.raises(MalformedError, match="ends inside"):
        read_entries(whole[:cut])
