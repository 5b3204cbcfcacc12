"""Verifies a bundle with nothing but the keys that the reader trusts.

Raises a LedgerError when the bundle, a key or the old checkpoint cannot be used; what
can be read and contradicts a hash, a signature or a proof is a finding of the report.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone
from pathlib import Path

from governance.ledger.bundle import Bundle
from governance.ledger.bundle_readme import README
from governance.ledger.entries_check import EntriesCheck
from governance.ledger.errors import (
    LedgerError,
    ProofError,
    SignatureInvalidError,
    UnsignedError,
)
from governance.ledger.growth_check import Kept, check_growth
from governance.ledger.keys import COSIGNATURE, Verifier, signed_at
from governance.ledger.notes import Note
from governance.ledger.proofs import verify_inclusion
from governance.ledger.range_check import check_range, told
from governance.ledger.selection_check import check_selection
from governance.ledger.tlog_proof import parse_tlog_proof
from governance.ledger.trust import (
    kept_checkpoint,
    log_keys,
    signed_checkpoint,
    witness_keys,
)
from governance.ledger.verification_report import Report

Progress = Callable[[int, int], None]
_EVERY = 2000


def verify(  # noqa: PLR0913 - the bundle, and what the reader brings along
    path: Path,
    vkeys: Sequence[str],
    *,
    since: bytes | None = None,
    since_vkeys: Sequence[str] = (),
    witness_vkeys: Sequence[str] = (),
    witness_threshold: int = 0,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Verify the bundle in a file; see the module. `since` is a checkpoint you keep.

    A key in since_vkeys may have signed that checkpoint and nothing else: a key that
    was changed may be in anybody's hands.
    """
    keys = log_keys(vkeys)
    former = log_keys(since_vkeys) if since_vkeys else []
    witnesses = witness_keys(witness_vkeys, witness_threshold)
    report = Report()
    with path.open("rb") as file:
        bundle = Bundle(file)
        try:
            run = _Verification(bundle, keys, witnesses, report)
            old = kept_checkpoint(since, [*keys, *former]) if since else None
            run.run(old, witness_threshold, progress)
        except LedgerError as error:
            if not report.found:
                raise
            report.lacking.append(str(error))
        damaged = sorted(bundle.container.damaged)
        report.lacking += [
            f"{name}: the checksum in the zip is wrong" for name in damaged
        ]
    if report.exit_code:
        report.statements.clear()
    return report


class _Verification:
    def __init__(
        self,
        bundle: Bundle,
        keys: Sequence[Verifier],
        witnesses: Sequence[Verifier],
        report: Report,
    ) -> None:
        self._bundle, self._manifest = bundle, bundle.manifest
        self._keys, self._witnesses, self._report = keys, witnesses, report

    def run(self, old: Kept | None, threshold: int, progress: Progress) -> None:
        """Checkpoint, witnesses, entries, growth; the information at the end."""
        report, manifest = self._report, self._manifest
        try:
            signed, note = signed_checkpoint(
                self._bundle.checkpoint, self._keys, self._witnesses
            )
        except (SignatureInvalidError, UnsignedError) as error:
            report.wrong(f"the checkpoint: {error}")
            return
        told_size = (manifest.origin, manifest.size)
        if told_size != (signed.origin, signed.size):
            report.wrong(
                f"the manifest is about {manifest.size} entries of "
                f"{manifest.origin[:80]}, the checkpoint about {signed.size} of "
                f"{signed.origin[:80]}"
            )
            return
        report.statements.append(
            f"{signed.origin} signed a log of {signed.size} entries with the root "
            f"{signed.root.hex()}."
        )
        self._count_witnesses(note, threshold)
        check = self._entries(progress)
        leaves = bytes(check.leaves)
        if manifest.is_range:
            listed = self._bundle.listed_leaves()
            holds = check_range(manifest, leaves, listed, signed.root, report)
        else:
            holds = check_selection(self._bundle, signed, leaves, report)
        self._state(holds)
        message = self._bundle.checkpoint.decode()
        reached = leaves if holds else b""
        check_growth(manifest, signed, message, reached, old=old, report=report)
        self._compare_clocks(check.latest, note)
        self._inform(note)

    def _count_witnesses(self, note: Note, threshold: int) -> None:
        found = [key for key, _ in note.verified if key in self._witnesses]
        if len(found) < threshold:
            self._report.wrong(
                f"{len(found)} of your witnesses co-signed the checkpoint, "
                f"{threshold} are asked for"
            )
        for key in found:
            self._report.statements.append(
                f"The witness {key.name} co-signed it: it has seen no other log "
                "of that size."
            )
        if not found:
            self._report.limits.append(
                "No witness you named vouches that others were shown the same log."
            )

    def _entries(self, progress: Progress) -> EntriesCheck:
        manifest, report = self._manifest, self._report
        check = EntriesCheck(manifest.indexes, self._bundle.disclosures, report)
        total = len(manifest.indexes)
        for done, _ in enumerate(check.run(self._bundle.bodies), start=1):
            if done % _EVERY == 0:
                progress(done, total)
        progress(total, total)
        lines = report.entries + check.surplus
        if lines != total:
            report.wrong(f"the manifest counts {total} entries, {lines} are here")
        read = manifest.disclosures or 0
        if self._bundle.disclosures_read != read:
            report.wrong(
                f"the manifest counts {read} disclosures, "
                f"{self._bundle.disclosures_read} are here"
            )
        return check

    def _state(self, holds: bool) -> None:  # noqa: FBT001 - what the check said
        report, manifest = self._report, self._manifest
        if not holds:
            return
        if manifest.is_range:
            report.statements.append(
                f"Entries {told(manifest)} are complete, unchanged and in their order."
            )
        else:
            report.statements.append(
                f"These {len(manifest.indexes)} entries are in the log, unchanged."
            )
            report.limits.append(
                "A selection does not show that these are all entries of what was "
                "asked for; only a range does."
            )
        self._state_values()

    def _state_values(self) -> None:
        report = self._report
        if report.disclosed:
            report.statements.append(
                f"{report.disclosed} disclosed values are those that were recorded."
            )
        hidden = report.sealed - report.disclosed
        if hidden > 0:
            report.limits.append(
                f"{hidden} sealed values are not here: {report.erased} were erased by "
                f"entries of this bundle, {max(0, hidden - report.erased)} were left "
                "out or erased by others."
            )

    def _compare_clocks(self, latest: str, note: Note) -> None:
        """An entry cannot be younger than the cosignature of a log that holds it."""
        times = [
            at
            for key, signature in note.verified
            if key.kind == COSIGNATURE and (at := signed_at(signature.raw)) is not None
        ]
        if times and latest > _clock(min(times) + 1):
            self._report.remarks.append(
                f"an entry tells the time {latest}, a witness saw it before: a clock "
                "was ahead"
            )

    def _inform(self, note: Note) -> None:
        """Members that prove nothing."""
        listed = set(self._bundle.vkeys.decode(errors="replace").splitlines())
        signer = next(key.vkey for key, _ in note.verified if key in self._keys)
        if signer not in listed:
            self._report.remarks.append("log.vkey names other keys than yours; ignored")
        if not self._manifest.proves_asked:
            asked = ", ".join(
                f"{key} {text}" for key, text in self._manifest.asked.items()
            )
            self._report.remarks.append(
                f"what was asked for ({asked[:200]}): nothing proves it"
            )
        if self._bundle.readme != README.encode():
            self._report.remarks.append("README.txt is not the one this verifier knows")


def _clock(at: int) -> str:
    try:
        told = datetime.fromtimestamp(at, timezone.utc)  # noqa: UP017 - Python 3.10
        return told.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except (OverflowError, ValueError, OSError):
        return "~"  # after every time


def verify_proof(data: bytes, body: bytes, vkeys: Iterable[str]) -> Report:
    """Verify one proof file with the body of its entry; raises LedgerError."""
    keys, report = log_keys(list(vkeys)), Report()
    proof = parse_tlog_proof(data)
    try:
        signed, _ = signed_checkpoint(proof.checkpoint.encode(), keys)
    except (SignatureInvalidError, UnsignedError) as error:
        report.wrong(f"the checkpoint: {error}")
        return report
    check = EntriesCheck([proof.index], lambda: iter(()), report)
    list(check.run(lambda: iter([body])))
    try:
        leaf = bytes(check.leaves)
        verify_inclusion(proof.index, signed.size, leaf, proof.hashes, signed.root)
    except ProofError as error:
        report.wrong(str(error))
    if not report.found:
        report.statements.append(
            f"Entry {proof.index} is in the log {signed.origin} of {signed.size} "
            "entries, unchanged."
        )
    return report
