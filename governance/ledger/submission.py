"""What a log sends to a witness, C2SP tlog-witness, section "add-checkpoint"."""

from dataclasses import dataclass

from governance.ledger.checkpoints import Checkpoint, parse_checkpoint
from governance.ledger.encoding import from_base64, from_decimal, to_base64
from governance.ledger.errors import MalformedError
from governance.ledger.hashing import HASH_BYTES
from governance.ledger.notes import parse_note
from governance.ledger.proofs import MAX_PROOF

PATH = "/add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"  # of an answer that tells the size to begin from
MAX_SUBMISSION_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Submission:
    """The size to begin from, a consistency proof, and a signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    @property
    def body(self) -> bytes:
        """The body of the request."""
        hashes = "".join(f"{to_base64(digest)}\n" for digest in self.proof)
        return f"old {self.old}\n{hashes}\n{self.note}".encode()

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says; whether its signatures hold is not checked."""
        return parse_checkpoint(parse_note(self.note)[0])


def parse_submission(body: bytes) -> Submission:
    """Read a request strictly; raises MalformedError. Checks no signature."""
    if len(body) > MAX_SUBMISSION_BYTES:
        raise MalformedError(f"a request has at most {MAX_SUBMISSION_BYTES:,} bytes")
    try:
        head, gap, note = body.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise MalformedError("a request is UTF-8") from error
    first, *hashes = head.split("\n")
    if not gap or not first.startswith("old "):
        raise MalformedError("a request is old <size>, a proof, an empty line, a note")
    if len(hashes) > MAX_PROOF:
        raise MalformedError(f"a proof has at most {MAX_PROOF} hashes")
    proof = tuple(from_base64(line, HASH_BYTES) for line in hashes)
    submission = Submission(from_decimal(first.removeprefix("old ")), proof, note)
    parse_checkpoint(parse_note(note)[0])
    return submission
