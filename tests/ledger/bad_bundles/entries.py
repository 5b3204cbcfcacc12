"""Attacks 2, 4, 5, 11, 12: entries changed, dropped, doubled, moved, made up."""

import json

from governance.ledger.canonical import canonical
from governance.ledger.hashing import leaf_hash, node_hash
from tests.ledger.bad_bundles import good
from tests.ledger.bad_bundles.spoiling import (
    FIRST,
    Members,
    defect,
    edited,
    entry_place,
    lines,
    manifest,
)


@defect("entry 33: the body is not the one in the log")
def body_edited(members: Members) -> None:
    edited(members, 33, b"person", b"system")


@defect("entry 33: the body is not the one in the log")
def reason_digest_swapped(members: Members) -> None:
    other = good.disclosures(34)[1].digest.encode()
    edited(members, 33, good.disclosures(33)[1].digest.encode(), other)


@defect("do not make the root that the log signed")
def body_and_leaf_edited(members: Members) -> None:
    edited(members, 33, b"person", b"system")
    place = entry_place(33)
    leaves = bytearray(members["leaves.bin"])
    leaves[place * 32 : place * 32 + 32] = leaf_hash(lines(members)[place][:-1])
    members["leaves.bin"] = bytes(leaves)


@defect("entry 21: leaves.bin lists another hash for it; the entry itself holds")
def listed_leaf_flipped(members: Members) -> None:
    leaves = bytearray(members["leaves.bin"])
    leaves[(21 - FIRST) * 32] ^= 1
    members["leaves.bin"] = bytes(leaves)


@defect("entry 25: is missing")
def entry_dropped(members: Members) -> None:
    found = lines(members)
    del found[entry_place(25)]
    members["entries.ndjson"] = b"".join(found)


@defect("the manifest counts 50 entries, 49 are here")
def last_entry_dropped(members: Members) -> None:
    members["entries.ndjson"] = b"".join(lines(members)[:-1])


@defect("do not make the root that the log signed")
def last_entry_dropped_and_counted(members: Members) -> None:
    members["entries.ndjson"] = b"".join(lines(members)[:-1])
    members["leaves.bin"] = members["leaves.bin"][:-32]
    told = lines(members, "disclosures.ndjson")
    kept = [line for line in told if b'"index":59,' not in line]
    members["disclosures.ndjson"] = b"".join(kept)
    manifest(members, last=59, count=49, disclosures=len(kept))


@defect("entry 25: stands there twice")
def entry_doubled(members: Members) -> None:
    found = lines(members)
    found.insert(entry_place(25), found[entry_place(25)])
    members["entries.ndjson"] = b"".join(found)


@defect("entry 25: entry 26 stands in its place")
def two_entries_swapped(members: Members) -> None:
    found = lines(members)
    at = entry_place(25)
    found[at], found[at + 1] = found[at + 1], found[at]
    members["entries.ndjson"] = b"".join(found)


@defect("line 12 of the entries is no entry of this range")
def back_dated_entry_inserted(members: Members) -> None:
    found = lines(members)
    found.insert(11, canonical(good.body(9000)) + b"\n")
    members["entries.ndjson"] = b"".join(found)


@defect("entry 30: the body is not canonical JSON")
def node_passed_as_leaf(members: Members) -> None:
    """Second pre-image: the hashes of two leaves as the body of one (0x00 and 0x01)."""
    leaves = members["leaves.bin"]
    at = entry_place(30)
    pair = leaves[at * 32 : at * 32 + 64].replace(b"\n", b" ")
    found = lines(members)
    found[at] = pair + b"\n"
    assert leaf_hash(pair) != node_hash(pair[:32], pair[32:])
    members["entries.ndjson"] = b"".join(found)


@defect("entry 30: the body is not canonical JSON: not written in canonical form")
def key_twice(members: Members) -> None:
    edited(members, 30, b'"v":1,', b'"v":1,"v":1,')


@defect("entry 30: the body is not canonical JSON: not written in canonical form")
def spaces_in_a_body(members: Members) -> None:
    edited(members, 30, b'"v":1,', b'"v": 1,')


@defect("entry 30: the body is not canonical JSON: the integer 9007199254740992")
def integer_beyond_2_to_53(members: Members) -> None:
    edited(members, 30, b'"v":1,', b'"v":9007199254740992,')


@defect("entry 30: the body is not canonical JSON: the number 1.5")
def float_in_a_body(members: Members) -> None:
    edited(members, 30, b'"v":1,', b'"v":1.5,')


@defect("entry 30: the body is not canonical JSON: the key")
def unicode_equal_keys(members: Members) -> None:
    """One key written with one code point, the other with two, that look the same."""
    twins = '"changes":{"\u00e9":[1,2],"e\u0301":[1,2],'.encode()
    edited(members, 30, b'"changes":{', twins)


@defect("entry 30: the field ts is not what version 1 has there")
def time_without_its_form(members: Members) -> None:
    edited(members, 30, b".123456Z", b".123Z")


@defect("entry 30: these fields are missing or unknown: surprise")
def unknown_field(members: Members) -> None:
    edited(members, 30, b'"ts":', b'"surprise":1,"ts":')


@defect("do not make the root that the log signed")
def selection_passed_off_as_complete(members: Members) -> None:
    """Every other entry of a range is taken out and the rest called complete."""
    every = lines(members)[::2]
    members["entries.ndjson"] = b"".join(every)
    members["leaves.bin"] = b"".join(leaf_hash(line[:-1]) for line in every)
    members["disclosures.ndjson"] = b""
    manifest(members, last=FIRST + len(every), count=len(every), disclosures=0)


@defect("do not make the root that the log signed")
def side_of_the_range_changed(members: Members) -> None:
    left = json.loads(members["manifest.json"])["left"]
    manifest(members, left=left[::-1])


@defect("far more entries than the manifest counts", exit_code=2)
def a_million_empty_lines(members: Members) -> None:
    members["entries.ndjson"] += b"\n" * 1_000_000


@defect("leaves.bin is no list of hashes", exit_code=2)
def leaves_without_end(members: Members) -> None:
    members["leaves.bin"] += bytes(32 * 1001)


@defect("a log of 90 entries has no range up to 5000000", exit_code=2)
def range_beyond_the_log(members: Members) -> None:
    manifest(members, last=5_000_000, count=5_000_000 - FIRST)
