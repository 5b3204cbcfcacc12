"""A witness: cosigns a checkpoint when it continues the last one it cosigned.

C2SP tlog-witness, section "add-checkpoint". The answers are decided here; the program
that listens is `witness_server`, what survives a crash is `witness_state`.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from governance.ledger.checkpoints import (
    Checkpoint,
    SignedCheckpoint,
    open_checkpoint,
)
from governance.ledger.errors import LedgerError, MalformedError, ProofError
from governance.ledger.hashing import EMPTY_ROOT
from governance.ledger.keys import COSIGNATURE, Signer, Verifier
from governance.ledger.notes import signature_line
from governance.ledger.proofs import verify_consistency
from governance.ledger.submission import SIZE_TYPE, Submission, parse_submission
from governance.ledger.witness_state import WitnessState

TEXT = "text/plain; charset=utf-8"
SPLIT = (
    "Split view of the log {origin}.\n\n"
    "The two notes below say that its first {new} entries have different roots.\n"
    "Both are signed by the log. A log that only grows has one root at each size, so\n"
    "the two notes are proof by themselves: no trust in this witness is needed.\n"
    "Check both signatures with the log's verifier key.\n"
)
UNPROVEN = (
    "The log {origin} did not show that it only grew.\n\n"
    "The first note below is what this witness cosigned. The second, also signed by\n"
    "the log, came with a proof that does not lead from {old} to {new} entries.\n"
    "Anybody can send a checkpoint with a wrong proof, so this alone convicts nobody:\n"
    "ask the log for a consistency proof between the two. If it has none, it was\n"
    "rewritten.\n"
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say: an HTTP status, a body and its type."""

    status: int
    body: str
    kind: str = TEXT


class Witness:
    """Decides one submission at a time: the check and the write are one step."""

    def __init__(
        self,
        signer: Signer,
        logs: Iterable[Verifier],
        state: WitnessState,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`logs` are the keys of the logs; several of one name are one log's."""
        if signer.kind != COSIGNATURE:
            raise MalformedError(f"{signer.name} is not the key of a cosigner")
        self.signer, self.state, self._clock = signer, state, clock
        self._logs: dict[str, list[Verifier]] = defaultdict(list)
        for verifier in logs:
            self._logs[verifier.name].append(verifier)
        self._turn = threading.Lock()

    def add_checkpoint(self, body: bytes) -> Answer:
        """Cosign it, or say why not, with the statuses the specification gives."""
        try:
            submission = parse_submission(body)
        except MalformedError as error:
            return Answer(400, f"{error}\n")
        keys = self._logs.get(submission.checkpoint.origin, [])
        if not keys:
            return Answer(404, "this log is not known here\n")
        try:
            signed = open_checkpoint(submission.note, keys)
        except LedgerError as error:
            return Answer(403, f"{error}\n")
        if submission.old > signed.checkpoint.size:
            return Answer(400, "the old size is larger than the checkpoint's\n")
        with self._turn:
            return self._decide(submission, signed)

    def status(self) -> str:
        """Who this is and how far it has seen each log, for people."""
        sizes = {found.origin: found.size for found in self.state.checkpoints}
        logs = (f"{name} {sizes.get(name, 0)}\n" for name in sorted(self._logs))
        return f"{self.signer.verifier.vkey}\n\n{''.join(logs)}"

    def _decide(self, submission: Submission, signed: SignedCheckpoint) -> Answer:
        new = signed.checkpoint
        known = self.state.latest(new.origin)
        last = known.checkpoint if known else Checkpoint(new.origin, 0, EMPTY_ROOT)
        is_split = new.size == last.size and new.root != last.root
        if is_split:
            self._keep("split", SPLIT, submission, last)
        if submission.old != last.size:
            return Answer(409, f"{last.size}\n", SIZE_TYPE)
        if is_split:
            return Answer(409, f"another root of {new.size} entries was cosigned\n")
        try:
            _check_growth(last, new, submission.proof)
        except ProofError as error:
            self._keep("unproven", UNPROVEN, submission, last)
            return Answer(422, f"{error}\n")
        return Answer(200, self._cosign(signed))

    def _cosign(self, signed: SignedCheckpoint) -> str:
        """The line of the cosignature, on the disk before it is told.

        Of the submitted note only what was verified is kept: a stranger's line could
        pretend to be ours and make the file look damaged.
        """
        text = signed.note.text
        line = signature_line(text, self.signer, at=int(self._clock()))
        checked = "".join(signature.line for _, signature in signed.note.verified)
        self.state.remember(signed.checkpoint.origin, text, f"{text}\n{checked}{line}")
        return line

    def _keep(
        self, kind: str, words: str, submission: Submission, last: Checkpoint
    ) -> None:
        """Keep the two notes as evidence; there is none against an empty tree."""
        known = self.state.latest(last.origin)
        if known is None:
            return
        new = submission.checkpoint
        told = words.format(origin=new.origin, old=last.size, new=new.size)
        notes = f"\n--- cosigned here\n{known.note}\n--- submitted\n{submission.note}"
        file = self.state.keep_fork(kind, last.text + new.text, told + notes)
        where = f"kept in {file}" if file else "not kept, the folder is full"
        _log.error("%s: %s, sizes %d and %d", new.origin, where, last.size, new.size)


def _check_growth(last: Checkpoint, new: Checkpoint, proof: tuple[bytes, ...]) -> None:
    """RFC 6962 section 2.1.2; from an empty tree nothing is proven or sent."""
    if last.size:
        verify_consistency(last.size, new.size, last.root, new.root, proof)
    elif proof:
        raise ProofError("a proof from an empty tree has no hashes")
