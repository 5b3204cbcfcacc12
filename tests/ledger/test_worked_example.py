"""The worked example of docs/ledger-format.md, computed again from the page alone.

Hashes are made here with `hashlib`, as the page says; what is signed, parsed and
written goes through the package as well, so that the two check each other.
"""

import base64
import hashlib
import json
import re
from io import BytesIO
from pathlib import Path

import pytest

from governance.ledger.bodies import at_path, fault
from governance.ledger.bundle import Content, write_bundle
from governance.ledger.canonical import canonical, parse_object
from governance.ledger.checkpoints import open_checkpoint
from governance.ledger.disclosures import Disclosure
from governance.ledger.entry_bundle import read_entries, write_entries
from governance.ledger.keys import Signer, Verifier, signed_at
from governance.ledger.manifest import parse_manifest
from governance.ledger.notes import parse_note, signature_line
from governance.ledger.proofs import verify_consistency
from governance.ledger.ranges import range_root
from governance.ledger.submission import parse_submission
from governance.ledger.tiles import Tile, path_of
from governance.ledger.tlog_proof import parse_tlog_proof
from governance.ledger.tree import covering
from governance.ledger.verifier import verify
from tests.ledger.by_the_text import Tree

PAGE = (Path(__file__).parents[2] / "docs" / "ledger-format.md").read_bytes().decode()
BLOCKS = dict(
    re.findall(r"^```\w+ ([\w-]+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
)
BODIES = [BLOCKS[f"entry-{number}"].removesuffix("\n").encode() for number in range(3)]
LEAVES = [bytes.fromhex(line) for line in BLOCKS["leaves"].split()]
ROOT = bytes.fromhex(BLOCKS["root"])
CHECKPOINT = BLOCKS["checkpoint"]
LOG_SKEY, LOG_VKEY, WITNESS_SKEY, WITNESS_VKEY = BLOCKS["keys"].split()
KEYS = [Verifier.parse(LOG_VKEY), Verifier.parse(WITNESS_VKEY)]
ERASED = (1, "changes.member.1")


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def hashes(name: str) -> tuple[bytes, ...]:
    return tuple(base64.b64decode(line) for line in BLOCKS[name].split())


def disclosures() -> list[tuple[int, Disclosure]]:
    lines = [parse_object(line.encode()) for line in BLOCKS["disclosures"].splitlines()]
    return [
        (
            line["index"],
            Disclosure(line["path"], base64.b64decode(line["salt"]), line["value"]),
        )
        for line in lines
    ]


def test_the_bodies_are_canonical_and_of_version_1() -> None:
    for body in BODIES:
        assert fault(parse_object(body)) == ""
        assert canonical(json.loads(body)) == body


def test_each_sealed_value_is_disclosed_or_was_erased() -> None:
    told = {(index, each.path): each for index, each in disclosures()}
    for (index, path), each in told.items():
        text = json.dumps([path, each.value], separators=(",", ":")).encode()
        digest = base64.b64encode(sha256(each.salt, text)).decode()
        assert at_path(json.loads(BODIES[index]), path) == {"_sd": digest}
    assert sum(body.count(b'"_sd"') for body in BODIES) == len(told) + 1
    assert at_path(json.loads(BODIES[2]), "changes.path.0") == ERASED[1]
    assert ERASED not in told


def test_the_hashes_are_those_of_rfc_6962() -> None:
    assert [sha256(b"\x00", body) for body in BODIES] == LEAVES
    node = sha256(b"\x01", LEAVES[0], LEAVES[1])
    assert node.hex() == BLOCKS["node"].strip()
    assert sha256(b"\x01", node, LEAVES[2]) == ROOT


def test_the_erasure_points_at_the_entry() -> None:
    refs = json.loads(BODIES[2])["refs"]
    assert refs == [{"index": 1, "leaf": LEAVES[1].hex()}]


def test_the_tile_and_the_entry_bundle_are_those_of_the_addresses() -> None:
    assert Tree(LEAVES).tile(Tile(0, 0), 3) == b"".join(LEAVES)
    assert f"/ledger/tile/0/{path_of(0, 3)}`" in PAGE
    assert f"/ledger/tile/entries/{path_of(0, 3)}`" in PAGE
    *lengths, digest = BLOCKS["entry-bundle"].split()
    assert [bytes.fromhex(length) for length in lengths] == [
        len(body).to_bytes(2, "big") for body in BODIES
    ]
    bundle = write_entries(BODIES)
    assert hashlib.sha256(bundle).hexdigest() == digest
    assert read_entries(bundle) == BODIES


def test_the_keys_are_made_of_the_seeds_that_the_page_tells() -> None:
    signers = [Signer.parse(LOG_SKEY), Signer.parse(WITNESS_SKEY)]
    assert [signer.seed for signer in signers] == [
        bytes(range(32)),
        bytes(range(32, 64)),
    ]
    assert [signer.verifier for signer in signers] == KEYS
    for key in KEYS:
        made = sha256(f"{key.name}\n".encode(), bytes([key.kind]), key.public_key)[:4]
        assert f"{key.name}+{made.hex()}+" in BLOCKS["keys"]


def test_the_checkpoint_is_signed_and_cosigned_to_the_byte() -> None:
    signed = open_checkpoint(CHECKPOINT, KEYS)
    found = signed.checkpoint
    assert (found.origin, found.size, found.root) == (KEYS[0].name, 3, ROOT)
    assert len(signed.note.verified) == 2
    (at,) = (signed_at(line.raw) for key, line in signed.note.verified if key.kind == 4)
    assert f"POSIX time {at}:" in PAGE
    lines = [
        signature_line(signed.note.text, Signer.parse(LOG_SKEY)),
        signature_line(signed.note.text, Signer.parse(WITNESS_SKEY), at),
    ]
    assert "".join([signed.note.text, "\n", *lines]) == CHECKPOINT


def test_the_inclusion_proof_and_its_file_hold() -> None:
    assert hashes("inclusion-1") == (LEAVES[0], LEAVES[2])
    assert sha256(b"\x01", sha256(b"\x01", LEAVES[0], LEAVES[1]), LEAVES[2]) == ROOT
    proof = parse_tlog_proof(BLOCKS["proof-1"].encode())
    assert (proof.index, proof.hashes) == (1, hashes("inclusion-1"))
    assert proof.checkpoint == CHECKPOINT
    assert proof.verify(LEAVES[1], KEYS).checkpoint.root == ROOT


def test_the_consistency_proof_and_the_submission_hold() -> None:
    proof = hashes("consistency-1-3")
    verify_consistency(1, 3, LEAVES[0], ROOT, proof)
    assert proof == tuple(Tree(LEAVES).proof(1, 0, 3))
    sent = parse_submission(BLOCKS["submission"].encode())
    assert (sent.old, sent.proof) == (1, proof)
    assert len(parse_note(sent.note)[1]) == 1
    assert CHECKPOINT.startswith(sent.note)


def test_the_manifest_is_that_of_the_bundle_and_the_bundle_holds(
    tmp_path: Path,
) -> None:
    manifest = BLOCKS["manifest"].removesuffix("\n").encode()
    read = parse_manifest(manifest)
    assert read.proof.left == (LEAVES[0],)
    assert read.proof.right == (LEAVES[2],)
    assert range_root(1, 3, [LEAVES[1]], read.proof) == ROOT
    file = BytesIO()
    asked: dict[str, str | int] = {"what": "range", "first": 1, "last": 1}
    told = [each for each in disclosures() if each[0] == 1]
    content = Content(
        CHECKPOINT, [LOG_VKEY], range(1, 2), BODIES[1:2], told, Tree(LEAVES), asked, 1
    )
    assert write_bundle(file, content).to_json() == manifest
    path = tmp_path / "bundle.zip"
    path.write_bytes(file.getvalue())
    report = verify(path, [LOG_VKEY], witness_vkeys=[WITNESS_VKEY], witness_threshold=1)
    assert (report.exit_code, report.remarks) == (0, [])


def test_every_block_of_the_example_is_computed() -> None:
    assert set(BLOCKS) == {
        *("entry-0", "entry-1", "entry-2", "disclosures", "leaves", "node", "root"),
        *("entry-bundle", "keys", "checkpoint", "inclusion-1", "proof-1"),
        *("consistency-1-3", "submission", "manifest"),
    }


@pytest.mark.parametrize("end", [1, 2, 3, 7, 8, 21])
def test_covers_are_made_as_the_page_says(end: int) -> None:
    """Its three lines, in Python."""
    assert "level = the largest with a divisible by 2^level" in PAGE
    for first in range(end):
        nodes, a = [], first
        while a < end:
            level = max(n for n in range(6) if a % 2**n == 0 and a + 2**n <= end)
            nodes.append((level, a >> level))
            a += 1 << level
        assert nodes == covering(first, end)
