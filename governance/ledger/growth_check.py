"""Whether the log has only grown since the checkpoint that the reader keeps."""

from governance.ledger.checkpoints import Checkpoint
from governance.ledger.errors import ProofError
from governance.ledger.hashing import EMPTY_ROOT
from governance.ledger.manifest import Manifest, Since
from governance.ledger.proofs import verify_consistency
from governance.ledger.range_check import prefix_root
from governance.ledger.verification_report import Report

Kept = tuple[Checkpoint, str]  # with the note it came in


def check_growth(  # noqa: PLR0913 - both checkpoints, and what lies between them
    manifest: Manifest,
    signed: Checkpoint,
    message: str,
    leaves: bytes,
    *,
    old: Kept | None,
    report: Report,
) -> None:
    """Compare with the reader's checkpoint. `leaves` are those of a range that holds.

    A root that the log signed and that does not begin this log is a split view: the two
    notes together prove it to anybody.
    """
    proved = _proved(manifest.since, signed, report) if manifest.since else None
    if old is None:
        return
    kept, kept_message = old
    if kept.origin != signed.origin:
        report.lacking.append(f"the checkpoint you keep is of the log {kept.origin}")
    elif kept.size > signed.size:
        report.wrong(
            f"this is an older state of the log: {signed.size} entries, you keep a "
            f"checkpoint of {kept.size}"
        )
    else:
        root = _root_at(kept.size, manifest, signed, leaves, proved)
        if root is None:
            _ask_for_proof(kept.size, manifest, report)
        elif root != kept.root:
            report.wrong(
                f"the log signed two different histories of {kept.size} entries: the "
                "one you keep does not begin this one (split view)"
            )
            report.split_view = (kept_message, message)
        else:
            report.statements.append(
                f"The log has only grown since your checkpoint of {kept.size} entries."
            )


def _proved(since: Since, signed: Checkpoint, report: Report) -> Since | None:
    """The bundle's own statement about an earlier size, when its proof holds."""
    try:
        if since.size:
            verify_consistency(
                since.size, signed.size, since.root, signed.root, since.hashes
            )
        else:
            _verify_from_nothing(since)
    except ProofError as error:
        report.wrong(f"the proof since {since.size} entries: {error}")
        return None
    return since


def _verify_from_nothing(since: Since) -> None:
    if since.root != EMPTY_ROOT or since.hashes:
        raise ProofError("an empty log has no hashes")


def _root_at(
    size: int,
    manifest: Manifest,
    signed: Checkpoint,
    leaves: bytes,
    proved: Since | None,
) -> bytes | None:
    """The root that this log had at an earlier size, as far as it is proved here."""
    if size == signed.size:
        return signed.root
    if size == 0:
        return EMPTY_ROOT
    if proved is not None and proved.size == size:
        return proved.root
    return prefix_root(manifest, leaves, size) if leaves else None


def _ask_for_proof(size: int, manifest: Manifest, report: Report) -> None:
    if manifest.since is not None and manifest.since.size == size:
        return  # its proof is wrong, which is a finding already
    report.lacking.append(
        f"nothing here shows the way from your {size} entries to {manifest.size}; ask "
        f"for an export with --since {size}"
    )
