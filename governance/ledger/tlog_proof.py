"""Proof files, C2SP tlog-proof: an inclusion proof that needs nothing else.

`extra` is not signed. Nothing here is trusted from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from governance.ledger.checkpoints import SignedCheckpoint, open_checkpoint
from governance.ledger.encoding import from_base64, from_decimal, to_base64
from governance.ledger.errors import MalformedError
from governance.ledger.hashing import HASH_BYTES
from governance.ledger.keys import Verifier
from governance.ledger.proofs import MAX_PROOF, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PROOF_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class TlogProof:
    """The number of an entry, the hashes to the root, and the signed checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    @property
    def text(self) -> str:
        """The file."""
        extra = f"extra {to_base64(self.extra)}\n" if self.extra else ""
        hashes = "".join(f"{to_base64(digest)}\n" for digest in self.hashes)
        return f"{HEADER}\n{extra}index {self.index}\n{hashes}\n{self.checkpoint}"

    def verify(self, leaf: bytes, verifiers: Iterable[Verifier]) -> SignedCheckpoint:
        """The checkpoint that holds this leaf hash; raises a LedgerError otherwise."""
        signed = open_checkpoint(self.checkpoint, verifiers)
        size, root = signed.checkpoint.size, signed.checkpoint.root
        verify_inclusion(self.index, size, leaf, self.hashes, root)
        return signed


def parse_tlog_proof(data: bytes) -> TlogProof:
    """Read a proof file strictly; raises MalformedError. Checks no signature."""
    if len(data) > MAX_PROOF_BYTES:
        raise MalformedError(f"a proof file has at most {MAX_PROOF_BYTES:,} bytes")
    try:
        head, gap, checkpoint = data.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise MalformedError("a proof file is UTF-8") from error
    lines = head.split("\n")
    if lines.pop(0) != HEADER or not gap:
        raise MalformedError(f"a proof file begins with {HEADER}")
    extra = _after("extra ", lines) if lines and lines[0][:6] == "extra " else ""
    index = from_decimal(_after("index ", lines))
    if len(lines) > MAX_PROOF:
        raise MalformedError(f"a proof has at most {MAX_PROOF} hashes")
    hashes = tuple(from_base64(line, HASH_BYTES) for line in lines)
    found = TlogProof(index, hashes, checkpoint, from_base64(extra))
    if found.text.encode() != data:
        raise MalformedError("the proof file is not written as its format says")
    return found


def _after(word: str, lines: list[str]) -> str:
    if not lines or not lines[0].startswith(word):
        raise MalformedError(f"a line with {word.strip()} is missing")
    return lines.pop(0).removeprefix(word)
