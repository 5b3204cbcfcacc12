"""Whether each entry of a selection leads to the signed root by a proof of its own."""

from governance.ledger.bundle import Bundle
from governance.ledger.checkpoints import Checkpoint
from governance.ledger.errors import MalformedError, ProofError
from governance.ledger.hashing import HASH_BYTES
from governance.ledger.proofs import verify_inclusion
from governance.ledger.tlog_proof import TlogProof, parse_tlog_proof
from governance.ledger.verification_report import Report


def check_selection(
    bundle: Bundle, signed: Checkpoint, leaves: bytes, report: Report
) -> bool:
    """Whether all hold; tells the report which do not.

    Every proof is over the very checkpoint of the bundle, whose signature was checked
    once.
    """
    before, note = report.found, bundle.checkpoint.decode()
    for place, index in enumerate(bundle.manifest.indexes):
        proof = _proof(bundle, index)
        leaf = leaves[place * HASH_BYTES : (place + 1) * HASH_BYTES]
        if proof.index != index:
            report.wrong_entry(index, f"its proof is that of entry {proof.index}")
        elif proof.checkpoint != note:
            report.wrong_entry(index, "its proof is of another checkpoint")
        elif leaf and not _leads(signed, leaf, proof):
            report.wrong_entry(
                index, "the body is not the one in the log, or its proof is not its own"
            )
    return report.found == before


def _proof(bundle: Bundle, index: int) -> TlogProof:
    try:
        return parse_tlog_proof(bundle.proof(index))
    except MalformedError as error:
        raise MalformedError(f"the proof of entry {index}: {error}") from error


def _leads(signed: Checkpoint, leaf: bytes, proof: TlogProof) -> bool:
    try:
        verify_inclusion(proof.index, signed.size, leaf, proof.hashes, signed.root)
    except ProofError:
        return False
    return True
