"""Attacks 10 and 11: disclosures with another salt or value, swapped, without entry."""

import json

from governance.ledger.canonical import canonical
from governance.ledger.encoding import to_base64
from tests.ledger.bad_bundles.spoiling import Members, defect, lines, manifest

NAME = "disclosures.ndjson"


def changed(members: Members, line: int, **values: object) -> None:
    found = lines(members, NAME)
    value = json.loads(found[line])
    value.update(values)
    found[line] = canonical(value) + b"\n"
    members[NAME] = b"".join(found)


@defect("entry 10: the disclosed why is not what was recorded")
def another_value(members: Members) -> None:
    changed(members, 1, value="A better reason.")


@defect("entry 10: the disclosed why is not what was recorded")
def another_salt(members: Members) -> None:
    changed(members, 1, salt=to_base64(bytes(16)))


@defect("entry 10: the disclosed why.text is not what was recorded")
def another_path(members: Members) -> None:
    changed(members, 1, path="why.text")


@defect("entry 10: the disclosed why is not what was recorded")
def swapped_between_entries(members: Members) -> None:
    found = [json.loads(line) for line in lines(members, NAME)]
    one, other = found[1], found[3]
    for key in ("salt", "value"):
        one[key], other[key] = other[key], one[key]
    members[NAME] = b"".join(canonical(line) + b"\n" for line in found)


@defect("entry 9999: a disclosure names it, it is not here")
def of_no_entry(members: Members) -> None:
    changed(members, -1, index=9999)


@defect("the manifest counts 99 disclosures, 98 are here")
def one_removed(members: Members) -> None:
    members[NAME] = b"".join(lines(members, NAME)[:-1])


@defect("disclosures.ndjson line 2: out of order, or there twice", exit_code=2)
def one_twice(members: Members) -> None:
    found = lines(members, NAME)
    members[NAME] = b"".join([found[0], *found])


@defect("disclosures.ndjson line 1: the number 1.5 is not an integer", exit_code=2)
def float_disclosed(members: Members) -> None:
    found = lines(members, NAME)
    found[0] = found[0].replace(b'"value":"person 0"', b'"value":1.5')
    members[NAME] = b"".join(found)


@defect("disclosures.ndjson line 1: 15 bytes instead of 16", exit_code=2)
def salt_too_short(members: Members) -> None:
    changed(members, 0, salt=to_base64(bytes(15)))


@defect("disclosures.ndjson: the last line does not end", exit_code=2)
def last_line_cut(members: Members) -> None:
    members[NAME] = members[NAME][:-1]


@defect("the manifest counts 4 disclosures", kind="range")
def miscounted(members: Members) -> None:
    manifest(members, disclosures=4)
