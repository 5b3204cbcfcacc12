"""Signed notes, C2SP signed-note: a text, an empty line, lines of signatures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.ledger.encoding import from_base64, to_base64
from governance.ledger.errors import (
    MalformedError,
    SignatureInvalidError,
    UnsignedError,
)
from governance.ledger.keys import Signer, Verifier, is_name

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
_DASH = "\u2014 "


@dataclass(frozen=True, slots=True)
class Signature:
    """One line: whose name, which key, and the signature's bytes."""

    name: str
    id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        """As it stands in a note, with its newline."""
        return f"{_DASH}{self.name} {to_base64(self.id + self.raw)}\n"

    def is_by(self, verifier: Verifier) -> bool:
        """Whether it claims to be by this key."""
        return self.name == verifier.name and self.id == verifier.id


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which of its signatures verified, and those of keys we do not know."""

    text: str
    verified: tuple[tuple[Verifier, Signature], ...]
    unknown: tuple[Signature, ...]

    def is_signed_by(self, verifier: Verifier) -> bool:
        """Whether this key's signature was there and verified."""
        return any(key == verifier for key, _ in self.verified)


def parse_signature(line: str) -> Signature:
    """One signature line without its newline; raises MalformedError."""
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not is_name(name):
        raise MalformedError(f"{line[:60]!r} is not a line of signature")
    raw = from_base64(encoded)
    if len(raw) < 5:
        raise MalformedError("a signature has at least 5 bytes")
    return Signature(name, raw[:4], raw[4:])


def parse_note(message: bytes | str) -> tuple[str, list[Signature]]:
    """The text (with its last newline) and the signatures, none of them checked."""
    try:
        whole = message.decode() if isinstance(message, bytes) else message
        encoded = len(whole.encode())
    except UnicodeError as error:
        raise MalformedError("a note is UTF-8") from error
    if encoded > MAX_NOTE_BYTES:
        raise MalformedError(f"a note has at most {MAX_NOTE_BYTES:,} bytes")
    if any(sign < " " and sign != "\n" for sign in whole):
        raise MalformedError("a note holds no control characters")
    before, gap, below = whole.rpartition("\n\n")
    if not gap or not below.endswith("\n") or not before:
        raise MalformedError("a note is a text, an empty line and signatures")
    lines = below[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise MalformedError(f"a note has at most {MAX_SIGNATURES} signatures")
    return before + "\n", [parse_signature(line) for line in lines]


def open_note(message: bytes | str, verifiers: Iterable[Verifier]) -> Note:
    """Check a note: every signature of a known key must verify.

    Raises MalformedError, SignatureInvalidError (a known key, a wrong signature) or
    UnsignedError (no signature is by a known key).
    """
    text, signatures = parse_note(message)
    keys = list(verifiers)
    verified: dict[Verifier, Signature] = {}
    unknown: list[Signature] = []
    for signature in signatures:
        key = next((key for key in keys if signature.is_by(key)), None)
        if key is None:
            unknown.append(signature)
        elif key not in verified:  # a repeated signature says nothing new
            if not key.verifies(text, signature.raw):
                raise SignatureInvalidError(f"the signature of {key.name} is wrong")
            verified[key] = signature
    if not verified:
        raise UnsignedError("no signature is by a key you trust")
    return Note(text, tuple(verified.items()), tuple(unknown))


def signature_line(text: str, signer: Signer, at: int | None = None) -> str:
    """One more signature under a text; a cosigner's holds the POSIX time `at`."""
    raw = signer.sign(text, at)
    return Signature(signer.name, signer.verifier.id, raw).line


def sign_note(text: str, signers: Sequence[Signer]) -> str:
    """A note signed by each of them, in their order; the text ends with a newline."""
    if not text.endswith("\n") or "\n\n\u2014" in text:
        raise MalformedError("the text of a note ends with one newline")
    note = text + "\n" + "".join(signature_line(text, signer) for signer in signers)
    parse_note(note)
    return note
