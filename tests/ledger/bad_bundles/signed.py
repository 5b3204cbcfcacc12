"""Attacks 3, 7, 8, 9: forged, foreign, replayed and split checkpoints."""

from governance.ledger.keys import COSIGNATURE, Signer
from tests.ledger.bad_bundles import good
from tests.ledger.bad_bundles.spoiling import Members, defect, manifest

CHECKPOINT = "checkpoint"


def note(members: Members) -> str:
    return members[CHECKPOINT].decode()


def replaced(members: Members, old: str, new: str, count: int = 1) -> None:
    assert old in note(members)
    members[CHECKPOINT] = note(members).replace(old, new, count).encode()


@defect("the checkpoint: no signature is by a key you trust")
def signed_by_another_key_of_that_name(members: Members) -> None:
    """A thief with a key of his own: the name is right, the key is not."""
    members[CHECKPOINT] = good.log(90).checkpoint(90, good.OTHER_LOG).encode()


@defect("the checkpoint: the signature of hallmark.example/ledger is wrong")
def size_edited(members: Members) -> None:
    replaced(members, "\n90\n", "\n91\n")


@defect("the checkpoint: the signature of hallmark.example/ledger is wrong")
def origin_edited(members: Members) -> None:
    replaced(members, good.ORIGIN, "hallmark.example/other")


@defect("the checkpoint: hallmark.example/ledger signed for 'other.example/log'")
def signed_for_another_origin(members: Members) -> None:
    made = good.log(90)
    members[CHECKPOINT] = made.checkpoint(90, origin="other.example/log").encode()


@defect("the checkpoint: the signature of witness.example is wrong", witnesses=1)
def forged_cosignature(members: Members) -> None:
    forger = Signer(good.WITNESS.name, COSIGNATURE, bytes(32))
    own = next(line for line in note(members).splitlines() if "witness" in line)
    other = good.log(80).cosigned(good.WITNESS).splitlines()[-1]
    assert own != other
    assert forger.verifier.id != good.WITNESS.verifier.id
    replaced(members, own, other)


@defect("0 of your witnesses co-signed the checkpoint, 1 are asked for", witnesses=1)
def cosignature_removed(members: Members) -> None:
    members[CHECKPOINT] = good.log(90).checkpoint().encode()


@defect("1 of your witnesses co-signed the checkpoint, 2 are asked for", witnesses=2)
def one_witness_twice_is_not_two(members: Members) -> None:
    line = note(members).splitlines(keepends=True)[-1]
    members[CHECKPOINT] += line.encode()


@defect("a note has at most 100 signatures", exit_code=2)
def a_hundred_and_one_signatures(members: Members) -> None:
    lines = note(members).splitlines(keepends=True)
    members[CHECKPOINT] = "".join([*lines[:4], lines[4] * 101]).encode()


@defect("a note holds no control characters", exit_code=2)
def lines_end_as_on_windows(members: Members) -> None:
    replaced(members, "\n", "\r\n", count=-1)


@defect("the checkpoint: the signature of hallmark.example/ledger is wrong")
def size_with_a_leading_zero(members: Members) -> None:
    replaced(members, "\n90\n", "\n090\n")


@defect("'090' is not a number", exit_code=2)
def leading_zero_that_the_log_itself_signed(members: Members) -> None:
    text = good.log(90).checkpoint().split("\n\n", maxsplit=1)[0] + "\n"
    members[CHECKPOINT] = good.sign_note(
        text.replace("\n90\n", "\n090\n"), [good.LOG]
    ).encode()


@defect("the manifest is about 89 entries", kind="range")
def manifest_of_another_size(members: Members) -> None:
    manifest(members, size=89)


@defect("the manifest is about 90 entries of elsewhere")
def manifest_of_another_log(members: Members) -> None:
    manifest(members, origin="elsewhere")


@defect("entries 10 to 59 and the hashes beside them do not make the root")
def checkpoint_of_another_history(members: Members) -> None:
    """A stolen key signs a rewritten log of the same size."""
    other = good.log(90)
    other.leaves[5] = bytes(32)
    members[CHECKPOINT] = other.checkpoint().encode()


@defect("the proof since 20 entries")
def consistency_proof_of_another_size(members: Members) -> None:
    made = good.log(90)
    since = {"size": 20, "root": good.to_base64(made.root(21)), "hashes": []}
    manifest(members, since=since)


@defect("no signature is by a key you trust")
def cosigned_but_not_signed(members: Members) -> None:
    """A witness alone vouches for nothing: its key is no key of the log."""
    lines = note(members).splitlines(keepends=True)
    members[CHECKPOINT] = "".join([*lines[:4], lines[5]]).encode()
