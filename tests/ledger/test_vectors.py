"""Test vectors that others published; where they are from stands beside them."""

import json
from base64 import b64decode
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from governance.ledger.canonical import canonical, parse
from governance.ledger.errors import (
    LedgerError,
    MalformedError,
    NotCanonicalError,
    ProofError,
    SignatureInvalidError,
    UnsignedError,
)
from governance.ledger.keys import Signer, Verifier
from governance.ledger.notes import open_note, sign_note
from governance.ledger.proofs import verify_consistency, verify_inclusion

FOLDER = Path(__file__).parent / "vectors"
NOTES: dict[str, Any] = json.loads((FOLDER / "signed-note/vectors.json").read_text())
TEXT, PETER, ENOCH = NOTES["text"], NOTES["peterSig"], NOTES["enochSig"]
KEYS = {name: Verifier.parse(vkey) for name, vkey in NOTES["vkeys"].items()}
HOLDS_FLOATS_OR_OTHER_KEYS = {"values", "structures", "french", "weird"}
WRITES_ITS_FLOAT_AS_INTEGER = {"structures"}  # 56.0


def vectors(kind: str) -> list[Any]:
    """Each vector with the name of its file."""
    found = json.loads((FOLDER / "rfc6962" / f"{kind}.json").read_text())
    assert len(found) == 98
    return [pytest.param(vector, id=vector["file"]) for vector in found]


def hashes(vector: dict[str, Any]) -> list[bytes]:
    """The proof, which may be null."""
    return [b64decode(digest) for digest in vector["proof"] or []]


def as_published(vector: dict[str, Any]) -> AbstractContextManager[Any]:
    """Refused when the vector says so."""
    return pytest.raises(ProofError) if vector["wantErr"] else nullcontext()


@pytest.mark.parametrize("vector", vectors("inclusion"))
def test_inclusion_in_the_tree_of_rfc_6962(vector: dict[str, Any]) -> None:
    leaf, root = b64decode(vector["leafHash"]), b64decode(vector["root"])
    place = vector["leafIdx"], vector["treeSize"]
    with as_published(vector):
        verify_inclusion(*place, leaf, hashes(vector), root)


@pytest.mark.parametrize("vector", vectors("consistency"))
def test_consistency_of_the_trees_of_rfc_6962(vector: dict[str, Any]) -> None:
    roots = b64decode(vector["root1"]), b64decode(vector["root2"])
    with as_published(vector):
        verify_consistency(vector["size1"], vector["size2"], *roots, hashes(vector))


def test_signing_gives_the_published_bytes() -> None:
    signer = Signer.parse(NOTES["skeys"]["peter"])
    assert sign_note(TEXT, [signer]) == f"{TEXT}\n{PETER}"
    assert signer.verifier.vkey == NOTES["vkeys"]["peter"]
    assert signer.skey == NOTES["skeys"]["peter"]


@pytest.mark.parametrize("name", NOTES["vkeys"])
def test_keys_are_written_as_they_were_read(name: str) -> None:
    assert KEYS[name].vkey == NOTES["vkeys"][name]


def test_a_note_of_two_signatures_tells_which_verified() -> None:
    message = f"{TEXT}\n{PETER}{ENOCH}"
    one = open_note(message, [KEYS["peter"]])
    assert (one.text, len(one.verified), len(one.unknown)) == (TEXT, 1, 1)
    assert one.is_signed_by(KEYS["peter"])
    assert not one.is_signed_by(KEYS["enoch"])
    both = open_note(message.encode(), [KEYS["peter"], KEYS["enoch"]])
    assert [key.name for key, _ in both.verified] == ["PeterNeumann", "EnochRoot"]
    assert both.unknown == ()
    with pytest.raises(UnsignedError):
        open_note(message, [])


def test_the_example_of_the_specification_verifies() -> None:
    note = open_note(NOTES["c2spNote"], [KEYS["c2sp"]])
    assert note.text == "This is an example message.\n"


def test_a_hundred_signatures_are_the_most() -> None:
    open_note(f"{TEXT}\n{PETER * 100}", [KEYS["peter"]])
    for keys in ([KEYS["peter"]], []):
        with pytest.raises(MalformedError, match="100"):
            open_note(f"{TEXT}\n{PETER * 101}", keys)


def test_bytes_spliced_into_a_signature_spoil_it() -> None:
    spliced = f"{PETER[:60]}ABCD{PETER[60:]}"
    with pytest.raises(SignatureInvalidError):
        open_note(f"{TEXT}\n{spliced}", [KEYS["peter"]])


def test_a_repeated_signature_says_nothing_new() -> None:
    spliced = f"{ENOCH[:60]}ABCD{ENOCH[60:]}"
    message = f"{TEXT}\n{PETER}{PETER}{ENOCH}{ENOCH}{spliced}"
    note = open_note(message, [KEYS["peter"]])
    assert len(note.verified) == 1


BAD_MESSAGES = {
    "no signature and no empty line": TEXT.encode(),
    "no signature": f"{TEXT}\n".encode(),
    "no last newline": f"{TEXT}\n{PETER[:-1]}".encode(),
    "a control character": f"\x01{TEXT}\n{PETER}".encode(),
    "no UTF-8": b"\xff" + f"{TEXT}\n{PETER}".encode(),
    "a name with a space": f"{TEXT}\n\u2014 Bad Name {PETER[15:]}".encode(),
    "a line that is no signature": f"{TEXT}\n{PETER}Unexpected line.\n".encode(),
}


@pytest.mark.parametrize("message", BAD_MESSAGES.values(), ids=BAD_MESSAGES)
def test_a_message_that_is_no_note_is_refused(message: bytes) -> None:
    with pytest.raises(MalformedError):
        open_note(message, [KEYS["peter"]])


def test_a_signature_under_another_name_or_key_is_not_known() -> None:
    for line in (
        PETER.replace("PeterNeumann", "CarmenSandiego"),
        PETER.replace("x08g", "xxxx"),
    ):
        with pytest.raises(UnsignedError):
            open_note(f"{TEXT}\n{line}", [KEYS["peter"]])


def mangled(key: str) -> list[str]:
    """Every part of a key, and the key with each character one further."""
    places = range(len(key) + 1)
    parts = [key[low:high] for low in places for high in places[low + 1 :]]
    steps = [
        key[:at] + chr(ord(sign) + 1) + key[at + 1 :] for at, sign in enumerate(key)
    ]
    return [each for each in [*parts, *steps] if each != key]


@pytest.mark.parametrize("vkey", NOTES["vkeys"].values(), ids=NOTES["vkeys"])
def test_no_part_and_no_change_of_a_verifier_key_is_one(vkey: str) -> None:
    assert [each for each in mangled(vkey) if reads(Verifier.parse, each)] == []


def test_no_part_and_no_change_of_a_signer_key_is_one() -> None:
    skey = NOTES["skeys"]["peter"]
    assert [each for each in mangled(skey) if reads(Signer.parse, each)] == []


@pytest.mark.parametrize("vkey", NOTES["bad_vkeys"])
def test_keys_of_another_length_or_type_are_refused(vkey: str) -> None:
    assert not reads(Verifier.parse, vkey)


def reads(parse: Any, key: str) -> bool:
    """Whether a key is taken."""
    try:
        parse(key)
    except LedgerError:
        return False
    return True


@pytest.mark.parametrize("name", sorted(p.stem for p in FOLDER.glob("jcs/input/*")))
def test_canonical_json_is_that_of_rfc_8785_or_none(name: str) -> None:
    """What our guard lets through has the published bytes; the rest it refuses."""
    value = json.loads((FOLDER / "jcs/input" / f"{name}.json").read_bytes())
    told = (FOLDER / "jcs/output" / f"{name}.json").read_bytes()
    assert rfc8785.dumps(value) == told
    if name in HOLDS_FLOATS_OR_OTHER_KEYS:
        with pytest.raises(NotCanonicalError):
            canonical(value)
    else:
        assert canonical(value) == told
    if name in HOLDS_FLOATS_OR_OTHER_KEYS - WRITES_ITS_FLOAT_AS_INTEGER:
        with pytest.raises(NotCanonicalError):
            parse(told)
    else:
        assert parse(told) == value
