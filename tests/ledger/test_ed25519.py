"""Plain Python against RFC 8032 and against OpenSSL (package cryptography)."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.ledger import ed25519
from governance.ledger.errors import MalformedError
from governance.ledger.keys import NOTE, Verifier
from tests.ledger.by_the_text import flipped

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
# RFC 8032 section 7.1: seed, public key, message, signature.
RFC_8032 = {
    "TEST 1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "TEST 2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "TEST 3": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    "TEST SHA(abc)": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
}
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
SIGNED = KEY.sign(b"a checkpoint")


def by_openssl(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def both(public: bytes, message: bytes, signature: bytes) -> bool:
    """What both say; that they say the same is asserted."""
    ours = ed25519.verify(public, message, signature)
    assert ours == by_openssl(public, message, signature)
    return ours


def number(raw: bytes) -> int:
    return int.from_bytes(raw, "little")


def raw(value: int) -> bytes:
    return value.to_bytes(32, "little")


@pytest.mark.parametrize("name", RFC_8032)
def test_the_vectors_of_rfc_8032_verify(name: str) -> None:
    seed, public, message, signature = map(bytes.fromhex, RFC_8032[name])
    assert Ed25519PrivateKey.from_private_bytes(seed).sign(message) == signature
    assert both(public, message, signature)
    assert not both(public, message + b"\0", signature)


@settings(max_examples=20)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300))
def test_what_openssl_signs_verifies(seed: bytes, message: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    assert both(key.public_key().public_bytes_raw(), message, key.sign(message))


@settings(max_examples=40)
@given(st.integers(0, 8 * (32 + 12 + 64) - 1))
def test_any_flipped_bit_is_caught(bit: int) -> None:
    parts = [PUBLIC, b"a checkpoint", SIGNED]
    for at, part in enumerate(parts):
        if bit < 8 * len(part):
            parts[at] = flipped(part, bit)
            break
        bit -= 8 * len(part)
    assert not both(parts[0], parts[1], parts[2])


@pytest.mark.parametrize("more", [1, 2, 7])
def test_a_scalar_beyond_the_order_is_refused(more: int) -> None:
    """S + L would verify too: one statement would have two signatures."""
    larger = number(SIGNED[32:]) + more * L
    assert not both(PUBLIC, b"a checkpoint", SIGNED[:32] + raw(larger))


@pytest.mark.parametrize("scalar", [L, L + 1, 2**255, 2**256 - 1])
def test_scalars_of_no_meaning_are_refused(scalar: int) -> None:
    assert not both(PUBLIC, b"a checkpoint", SIGNED[:32] + raw(scalar))


# Points of small order, encoded as RFC 8032 section 5.1.2 does.
ORDER_8 = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
SMALL = {
    "the neutral point": raw(1),
    "order 2": raw(P - 1),
    "order 4": raw(0),
    "order 4, other sign": raw(1 << 255),
    "order 8": bytes.fromhex(ORDER_8),
}
NOT_CANONICAL = {
    "y = p": raw(P),
    "y = p + 1": raw(P + 1),
    "y = 2**255 - 1": raw(2**255 - 1),
    "y = p, other sign": raw(P | 1 << 255),
    "x = 0 with a sign": raw(1 | 1 << 255),
    "x = 0 with a sign, order 2": raw((P - 1) | 1 << 255),
}


@pytest.mark.parametrize("public", SMALL.values(), ids=SMALL)
def test_a_key_of_small_order_is_no_key(public: bytes) -> None:
    """RFC 8032 takes it, and both agree; but one signature fits many messages."""
    anything = raw(1) + raw(0)
    assert any(both(public, bytes([n]), anything) for n in range(40))
    assert not ed25519.is_public_key(public)


@pytest.mark.parametrize("point", NOT_CANONICAL.values(), ids=NOT_CANONICAL)
def test_a_point_that_is_not_canonical_is_no_key(point: bytes) -> None:
    """Section 5.1.3. Here OpenSSL differs: it takes most of these as keys.

    So a verifier key that holds one is refused before either of them is asked.
    """
    assert not ed25519.is_public_key(point)
    for message in (bytes([n]) for n in range(40)):
        assert not ed25519.verify(point, message, raw(1) + raw(0))


@pytest.mark.parametrize(
    "public", [*SMALL.values(), *NOT_CANONICAL.values(), raw(2), b"\xff" * 32]
)
def test_a_verifier_key_that_holds_no_key_is_refused(public: bytes) -> None:
    with pytest.raises(MalformedError, match="no point"):
        Verifier.parse(Verifier("log.example", NOTE, public).vkey)


def test_the_keys_of_everybody_else_are_keys() -> None:
    assert ed25519.is_public_key(PUBLIC)
    assert not ed25519.is_public_key(PUBLIC[:31])


@pytest.mark.parametrize("point", NOT_CANONICAL.values(), ids=NOT_CANONICAL)
def test_openssl_never_takes_such_a_point_as_part_of_a_signature(point: bytes) -> None:
    assert not both(PUBLIC, b"a checkpoint", point + SIGNED[32:])
    assert not both(PUBLIC, b"a checkpoint", point + raw(0))


@pytest.mark.parametrize("public", [raw(2), raw(7), b"\xff" * 32])
def test_bytes_that_are_no_point_are_refused(public: bytes) -> None:
    assert not both(public, b"a checkpoint", SIGNED)


@pytest.mark.parametrize("length", [0, 1, 31, 33, 63, 64, 65])
def test_other_lengths_are_refused(length: int) -> None:
    if length != 64:
        assert not both(PUBLIC, b"a checkpoint", SIGNED.ljust(65, b"\0")[:length])
    if length != 32:
        assert not both(PUBLIC.ljust(65, b"\0")[:length], b"a checkpoint", SIGNED)
