"""Keys of logs and witnesses, C2SP signed-note, section "Verifier keys".

A verifier key is `<name>+<key id>+<base64 of type and public key>`; a signer key is
the same with PRIVATE+KEY+ before it and the seed in it. Types: 0x01 signs a note,
0x04 signs a checkpoint together with the time (C2SP tlog-cosignature).
"""

import hashlib
import hmac
import struct
from dataclasses import dataclass, field

from governance.ledger import ed25519
from governance.ledger.encoding import from_base64, to_base64
from governance.ledger.errors import LedgerError, MalformedError

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

    HAS_CRYPTOGRAPHY = True
except ImportError:  # a bare Python: it can verify, not sign
    HAS_CRYPTOGRAPHY = False

NOTE, COSIGNATURE = 0x01, 0x04
KEY_BYTES, SIGNATURE_BYTES, TIME_BYTES = 32, 64, 8
MAX_TIME = 2**63 - 1
_PRIVATE = "PRIVATE+KEY+"


def is_name(name: str) -> bool:
    """A key's name: not empty, no space of any kind, no plus."""
    clean = name.isprintable() and "+" not in name
    return bool(name) and clean and not any(sign.isspace() for sign in name)


def key_id(name: str, kind: int, public_key: bytes) -> bytes:
    """The first 4 bytes of SHA-256(name || newline || type || public key)."""
    hashed = hashlib.sha256(f"{name}\n".encode() + bytes([kind]) + public_key)
    return hashed.digest()[:4]


def cosigned_text(text: str, at: int) -> bytes:
    """What a cosignature signs: a header, the POSIX time, the checkpoint."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


@dataclass(frozen=True, slots=True)
class Verifier:
    """Somebody's public key; checks signatures under their name."""

    name: str
    kind: int
    public_key: bytes

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Read a verifier key strictly; raises MalformedError."""
        name, digest, raw = _parts(vkey)
        verifier = cls(name, raw[0], raw[1:])
        if not hmac.compare_digest(verifier.id.hex(), digest):
            raise MalformedError(f"the key id of {name} is not {digest}")
        if not ed25519.is_public_key(verifier.public_key):
            raise MalformedError(f"the key of {name} is no point of Ed25519")
        return verifier

    @property
    def id(self) -> bytes:
        """4 bytes that pick this key among those of the same name."""
        return key_id(self.name, self.kind, self.public_key)

    @property
    def vkey(self) -> str:
        """The key as one line of text."""
        raw = to_base64(bytes([self.kind]) + self.public_key)
        return f"{self.name}+{self.id.hex()}+{raw}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether this key signed the text of a note."""
        message = text.encode()
        if self.kind == COSIGNATURE:
            at = signed_at(signature)
            if at is None:
                return False
            message, signature = cosigned_text(text, at), signature[TIME_BYTES:]
        return _verify(self.public_key, message, signature)


def signed_at(signature: bytes) -> int | None:
    """The POSIX time inside a cosignature, None when it is none."""
    if len(signature) != TIME_BYTES + SIGNATURE_BYTES:
        return None
    at = int(struct.unpack(">Q", signature[:TIME_BYTES])[0])
    return at if at <= MAX_TIME else None


def _verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    if not HAS_CRYPTOGRAPHY:
        return ed25519.verify(public_key, message, signature)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key. Its text and its repr never show the seed."""

    name: str
    kind: int
    seed: bytes = field(repr=False)

    @classmethod
    def parse(cls, skey: str) -> "Signer":
        """Read a signer key strictly; raises MalformedError, which never quotes it."""
        if not skey.startswith(_PRIVATE):
            raise MalformedError(f"a signer key begins with {_PRIVATE}")
        try:
            name, digest, raw = _parts(skey.removeprefix(_PRIVATE))
            signer = cls(name, raw[0], raw[1:])
        except MalformedError:
            raise MalformedError("this is not a signer key") from None
        if not hmac.compare_digest(signer.verifier.id.hex(), digest):
            raise MalformedError(f"the key id of {name} is not {digest}")
        return signer

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        if not HAS_CRYPTOGRAPHY:
            raise LedgerError("signing needs the package cryptography")
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return Verifier(self.name, self.kind, key.public_bytes_raw())

    @property
    def skey(self) -> str:
        """The key as one line of text. A secret."""
        raw = to_base64(bytes([self.kind]) + self.seed)
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{raw}"

    def sign(self, text: str, at: int | None = None) -> bytes:
        """The signature under a note's text; a cosigner's holds the POSIX time `at`."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        if self.kind != COSIGNATURE:
            return private.sign(text.encode())
        if at is None or not 0 <= at <= MAX_TIME:
            raise LedgerError("a cosignature tells its time")
        return struct.pack(">Q", at) + private.sign(cosigned_text(text, at))


def generate_key(name: str, kind: int = NOTE) -> Signer:
    """A new key of the operating system's randomness; raises MalformedError."""
    if not is_name(name):
        raise MalformedError("a key's name has no space and no plus sign")
    return Signer(name, kind, Ed25519PrivateKey.generate().private_bytes_raw())


def _parts(key: str) -> tuple[str, str, bytes]:
    """Name, key id in hex, and type byte with 32 bytes of key."""
    name, plus, rest = key.partition("+")
    digest, second, encoded = rest.partition("+")
    if not (plus and second and is_name(name)):
        raise MalformedError("a key is <name>+<8 hex digits>+<base64>")
    raw = from_base64(encoded, 1 + KEY_BYTES)
    if raw[0] not in {NOTE, COSIGNATURE}:
        raise MalformedError(f"unknown type of key {raw[0]:#04x}")
    return name, digest, raw
