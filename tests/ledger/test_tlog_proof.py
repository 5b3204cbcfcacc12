"""Proof files, C2SP tlog-proof: one file proves one entry, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.checkpoints import Checkpoint
from governance.ledger.encoding import to_base64
from governance.ledger.errors import (
    LedgerError,
    MalformedError,
    ProofError,
    SignatureInvalidError,
    UnsignedError,
)
from governance.ledger.hashing import leaf_hash, node_hash
from governance.ledger.keys import NOTE, Signer
from governance.ledger.notes import sign_note
from governance.ledger.tlog_proof import MAX_PROOF_BYTES, TlogProof, parse_tlog_proof
from tests.ledger.by_the_text import Tree, flipped, leaves_of

LOG = Signer("log.example/a", NOTE, bytes(range(32)))
THIEF = Signer("log.example/a", NOTE, bytes(32))
SIZE = 11
TREE = Tree(leaves_of(SIZE))
NOTE_OF_LOG = sign_note(Checkpoint(LOG.name, SIZE, TREE.root(0, SIZE)).text, [LOG])


def proof_of(index: int, extra: bytes = b"") -> TlogProof:
    return TlogProof(index, tuple(TREE.path(index, 0, SIZE)), NOTE_OF_LOG, extra)


FILE = proof_of(5).text
LINES = FILE.split("\n")


@pytest.mark.parametrize("index", range(SIZE))
def test_each_entry_is_proven_by_its_file(index: int) -> None:
    read = parse_tlog_proof(proof_of(index, b"more").text.encode())
    assert read == proof_of(index, b"more")
    signed = read.verify(TREE.leaves[index], [LOG.verifier])
    assert signed.checkpoint.size == SIZE


def test_the_file_is_written_as_the_specification_says() -> None:
    hashes = "".join(f"{to_base64(each)}\n" for each in TREE.path(5, 0, SIZE))
    head = f"c2sp.org/tlog-proof@v1\nindex 5\n{hashes}\n"
    assert head + NOTE_OF_LOG == FILE


def swapped(one: int, other: int) -> str:
    lines = LINES.copy()
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


BAD = {
    "nothing": "",
    "another version": FILE.replace("@v1", "@v2"),
    "a header with a space": FILE.replace("@v1", "@v1 "),
    "CR LF": FILE.replace("\n", "\r\n"),
    "no index": FILE.replace("index 5\n", ""),
    "no number": FILE.replace("index 5", "index "),
    "a leading zero": FILE.replace("index 5", "index 05"),
    "a sign": FILE.replace("index 5", "index +5"),
    "two spaces": FILE.replace("index 5", "index  5"),
    "a number of 64 bits": FILE.replace("index 5", f"index {2**63}"),
    "two indexes": FILE.replace("index 5\n", "index 5\nindex 5\n"),
    "the index below a hash": swapped(1, 2),
    "extra without bytes": FILE.replace("index", "extra \nindex"),
    "extra below the index": FILE.replace("index 5\n", "index 5\nextra AAAA\n"),
    "two extras": FILE.replace("index", "extra AAAA\nextra AAAA\nindex"),
    "extra that is not base64": FILE.replace("index", "extra A\nindex"),
    "a hash without padding": FILE.replace("=\n", "\n", 1),
    "a hash of 31 bytes": FILE.replace(LINES[2], to_base64(bytes(31))),
    "a space behind a hash": FILE.replace(LINES[2], LINES[2] + " "),
    "an unknown line": FILE.replace("index", "note hello\nindex"),
    "no empty line": FILE.replace("\n\n", "\n"),
    "64 hashes": FILE.replace(LINES[2], "\n".join([LINES[2]] * 64)),
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_is_not_written_as_a_proof_is_refused(text: str) -> None:
    with pytest.raises(LedgerError):
        parse_tlog_proof(text.encode()).verify(TREE.leaves[5], [LOG.verifier])


def test_a_file_that_is_too_long_or_no_utf_8_is_refused() -> None:
    long = FILE.replace("index", f"extra {'AAAA' * (MAX_PROOF_BYTES // 4)}\nindex")
    for data in (long.encode(), b"\xff" + FILE.encode()):
        with pytest.raises(MalformedError):
            parse_tlog_proof(data)


def test_a_file_without_its_checkpoint_is_refused() -> None:
    cut = FILE.partition("\n\n")[0] + "\n\n"
    with pytest.raises(MalformedError):
        parse_tlog_proof(cut.encode()).verify(TREE.leaves[5], [LOG.verifier])


def test_the_proof_of_another_entry_is_refused() -> None:
    with pytest.raises(ProofError):
        proof_of(5).verify(TREE.leaves[4], [LOG.verifier])
    moved = TlogProof(4, proof_of(5).hashes, NOTE_OF_LOG)
    with pytest.raises(ProofError):
        moved.verify(TREE.leaves[5], [LOG.verifier])


def test_attack_12_a_node_does_not_pass_as_a_leaf() -> None:
    """Leaves and nodes are hashed behind different bytes, RFC 6962 section 2.1."""
    left, right = TREE.leaves[0], TREE.leaves[1]
    shorter = proof_of(0).hashes[1:]
    with pytest.raises(ProofError):
        TlogProof(0, shorter, NOTE_OF_LOG).verify(
            leaf_hash(left + right), [LOG.verifier]
        )
    node = node_hash(left, right)
    with pytest.raises(ProofError, match="instead of"):
        TlogProof(0, shorter, NOTE_OF_LOG).verify(node, [LOG.verifier])


def test_a_checkpoint_of_a_thief_is_refused() -> None:
    forged = sign_note(Checkpoint(LOG.name, SIZE, TREE.root(0, SIZE)).text, [THIEF])
    with pytest.raises(UnsignedError):
        TlogProof(5, proof_of(5).hashes, forged).verify(TREE.leaves[5], [LOG.verifier])
    edited = NOTE_OF_LOG.replace(f"\n{SIZE}\n", f"\n{SIZE + 1}\n")
    with pytest.raises(SignatureInvalidError):
        TlogProof(5, proof_of(5).hashes, edited).verify(TREE.leaves[5], [LOG.verifier])


@given(st.integers(0, 8 * len(FILE.encode()) - 1))
def test_any_flipped_bit_of_a_file_is_caught(bit: int) -> None:
    changed = flipped(FILE.encode(), bit)
    with pytest.raises(LedgerError):
        parse_tlog_proof(changed).verify(TREE.leaves[5], [LOG.verifier])


@given(st.binary(max_size=100))
def test_any_bytes_are_refused_in_our_words(data: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_tlog_proof(data)
