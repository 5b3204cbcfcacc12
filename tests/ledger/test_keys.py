"""Keys as text, C2SP signed-note section "Verifier keys"; the secret half stays one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger import keys
from governance.ledger.encoding import to_base64
from governance.ledger.errors import LedgerError, MalformedError
from governance.ledger.keys import (
    COSIGNATURE,
    NOTE,
    Signer,
    Verifier,
    generate_key,
    is_name,
    signed_at,
)

SIGNER = Signer("log.example/a", NOTE, bytes(range(32)))
WITNESS = Signer("witness.example", COSIGNATURE, bytes(range(1, 33)))
VKEY, SKEY = SIGNER.verifier.vkey, SIGNER.skey
NAME, DIGEST, RAW = VKEY.split("+", 2)


@pytest.mark.parametrize("kind", [NOTE, COSIGNATURE])
def test_a_new_key_is_read_back(kind: int) -> None:
    signer = generate_key("log.example/new", kind)
    assert Signer.parse(signer.skey) == signer
    assert Verifier.parse(signer.verifier.vkey) == signer.verifier
    assert generate_key("log.example/new", kind) != signer


BAD_VKEYS = {
    "nothing": "",
    "no parts": "log.example",
    "no name": f"+{DIGEST}+{RAW}",
    "no key id": f"{NAME}+{RAW}",
    "a key id in capitals": f"{NAME}+{DIGEST.upper()}+{RAW}",
    "another key id": f"{NAME}+{int(DIGEST, 16) ^ 1:08x}+{RAW}",
    "a name with a space": f"log example+{DIGEST}+{RAW}",
    "a newline at the end": f"{VKEY}\n",
    "a space before": f" {VKEY}",
    "base64 with padding it has not": VKEY + "=",
    "base64 with an end that is cut": VKEY[:-1],
    "base64 of 32 bytes": f"{NAME}+{DIGEST}+{to_base64(bytes(32))}",
    "base64 of 34 bytes": f"{NAME}+{DIGEST}+{to_base64(bytes(34))}",
    "a fourth part": f"{VKEY}+more",
    "a private key": SKEY,
    "the type of ML-DSA": f"{NAME}+{DIGEST}+{to_base64(bytes([6, *range(32)]))}",
    "a full-width plus": VKEY.replace("+", "\uff0b"),
}


@pytest.mark.parametrize("vkey", BAD_VKEYS.values(), ids=BAD_VKEYS)
def test_what_is_not_written_as_a_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(MalformedError):
        Verifier.parse(vkey)


def test_the_type_belongs_to_the_key_id() -> None:
    other = Verifier(SIGNER.name, COSIGNATURE, SIGNER.verifier.public_key)
    assert other.id != SIGNER.verifier.id


def test_a_refused_private_key_is_never_quoted() -> None:
    secret = SKEY.rsplit("+", 1)[1]
    bad = [SKEY[:-2], SKEY + "A", SKEY.replace(DIGEST, "00000000"), SKEY[5:], secret]
    for skey in bad:
        with pytest.raises(MalformedError) as error:
            Signer.parse(skey)
        assert secret[:12] not in str(error.value)
        assert error.value.__cause__ is None
        assert error.value.__context__ is None or error.value.__suppress_context__


def test_a_private_key_shows_no_seed() -> None:
    assert repr(SIGNER.seed) not in repr(SIGNER)
    assert SIGNER.seed.hex() not in repr(SIGNER)
    assert to_base64(SIGNER.seed)[:10] not in repr(SIGNER)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        *(("log.example", True), ("a", True), ("b\u00fccher/\u65e5\u672c", True)),
        *(("", False), (" ", False), ("a b", False), ("a+b", False), ("a\n", False)),
        *(("a\u00a0b", False), ("a\u2028b", False), ("a\u3000b", False), ("\0", False)),
        *(
            ("a\u200b", False),
            ("\ud800", False),
            ("a\x7fb", False),
            ("a\u202eb", False),
        ),
    ],
)
def test_names_hold_no_space_no_plus_and_nothing_unseen(
    name: str, is_one: bool
) -> None:
    assert is_name(name) == is_one
    if not is_one:
        with pytest.raises(MalformedError):
            generate_key(name)


def test_a_cosigner_tells_its_time() -> None:
    for at in (None, -1, 2**63):
        with pytest.raises(LedgerError, match="time"):
            WITNESS.sign("text\n", at)
    for at in (0, 1, 2**63 - 1):
        signature = WITNESS.sign("text\n", at)
        assert signed_at(signature) == at
        assert WITNESS.verifier.verifies("text\n", signature)
        assert not WITNESS.verifier.verifies("text", signature)


@pytest.mark.parametrize("length", [0, 8, 64, 71, 73])
def test_a_cosignature_of_another_length_is_none(length: int) -> None:
    signature = WITNESS.sign("text\n", 5).ljust(73, b"\0")[:length]
    assert signed_at(signature) is None
    assert not WITNESS.verifier.verifies("text\n", signature)


def test_a_time_beyond_63_bits_is_none() -> None:
    signature = b"\xff" * 8 + WITNESS.sign("text\n", 5)[8:]
    assert signed_at(signature) is None
    assert not WITNESS.verifier.verifies("text\n", signature)


@given(st.binary(max_size=60))
def test_a_bare_python_says_the_same(message: bytes) -> None:
    """Without the package cryptography a verifier is slower, and as strict."""
    text = message.hex()
    signature = SIGNER.sign(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "HAS_CRYPTOGRAPHY", False)
        assert SIGNER_KEY.verifies(text, signature)
        assert not SIGNER_KEY.verifies(text + "0", signature)
        with pytest.raises(LedgerError, match="cryptography"):
            _ = SIGNER.verifier


SIGNER_KEY = SIGNER.verifier


@given(st.text(max_size=60))
def test_any_text_is_refused_in_our_words(text: str) -> None:
    for parse in (Verifier.parse, Signer.parse):
        for key in (text, f"PRIVATE+KEY+{text}", f"{NAME}+{DIGEST}+{text}"):
            with pytest.raises(MalformedError):
                parse(key)
