"""Attack 11, selections: proofs of another entry, size or log, and none at all."""

from functools import partial

from governance.ledger.canonical import canonical
from governance.ledger.verification_report import DOES_NOT_HOLD
from tests.ledger.bad_bundles import good
from tests.ledger.bad_bundles.spoiling import (
    Members,
    defect,
    lines,
    manifest,
)

of_selection = partial(defect, exit_code=DOES_NOT_HOLD, kind="selection")


def name(index: int) -> str:
    return f"proofs/{index}.tlog-proof"


@of_selection("entry 17: the body is not the one in the log, or its proof is not")
def chosen_body_edited(members: Members) -> None:
    found = lines(members)
    found[1] = found[1].replace(b"person", b"system")
    members["entries.ndjson"] = b"".join(found)


@of_selection("entry 17: its proof is that of entry 18")
def proof_of_another_index(members: Members) -> None:
    members[name(17)] = members[name(18)]


@of_selection("entry 17: the body is not the one in the log, or its proof is not")
def proof_renumbered(members: Members) -> None:
    members[name(17)] = members[name(18)].replace(b"index 18\n", b"index 17\n")


@of_selection("entry 17: its proof is of another checkpoint")
def proof_over_another_checkpoint(members: Members) -> None:
    made = good.log(90)
    cosigned, plain = made.cosigned(good.WITNESS), made.checkpoint()
    proof = members[name(17)].decode()
    members[name(17)] = proof.replace(cosigned, plain).encode()


@of_selection("entry 40: the body is not the one in the log, or its proof is not")
def entry_of_another_log(members: Members) -> None:
    found = lines(members)
    found[3] = canonical(good.body(9000)) + b"\n"
    members["entries.ndjson"] = b"".join(found)
    members["disclosures.ndjson"] = b""
    manifest(members, disclosures=0)


@of_selection("the manifest counts 6 entries, 5 are here")
def chosen_entry_dropped(members: Members) -> None:
    members["entries.ndjson"] = b"".join(lines(members)[:-1])


@of_selection("entry 17: the body is not the one in the log, or its proof is not")
def chosen_entries_swapped(members: Members) -> None:
    found = lines(members)
    found[1], found[2] = found[2], found[1]
    members["entries.ndjson"] = b"".join(found)


@of_selection("proofs/17.tlog-proof is missing", exit_code=2)
def proof_removed(members: Members) -> None:
    del members[name(17)]


@of_selection("proofs/7.tlog-proof belongs to no entry", exit_code=2)
def proof_too_many(members: Members) -> None:
    members[name(7)] = members[name(17)]


@of_selection("the proof of entry 17: a proof file begins with", exit_code=2)
def proof_without_its_header(members: Members) -> None:
    members[name(17)] = members[name(17)][1:]


@of_selection("the numbers of the entries do not rise", exit_code=2)
def numbers_that_fall(members: Members) -> None:
    manifest(members, indexes=[3, 18, 17, 40, 50, 80])


@of_selection("a range has other fields", exit_code=2)
def selection_called_a_range(members: Members) -> None:
    manifest(members, kind="range")


@of_selection("entry 40: it refers to entry 17 with another hash than it has")
def correction_of_the_wrong_leaf(members: Members) -> None:
    """The signed log itself would have to lie for this to have a proof."""
    found = lines(members)
    leaf = good.log(41).leaves[17].hex().encode()
    found[3] = found[3].replace(leaf, b"0" * 64)
    members["entries.ndjson"] = b"".join(found)


@of_selection("entry 40: it names no entry that it is about")
def correction_of_nothing(members: Members) -> None:
    found = lines(members)
    start = found[3].index(b'"refs":[') + 8
    end = found[3].index(b"]", start)
    found[3] = found[3][:start] + found[3][end:]
    members["entries.ndjson"] = b"".join(found)
