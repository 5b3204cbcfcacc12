"""The judgement over a report: genuine, altered, or not to be judged here, and why.

Three questions, none of which needs the server. Do the pages follow from the evidence
inside, byte by byte? Is the seal whole? Is it made with the certificate that whoever
asks holds to be the service's? The last cannot be answered from the file alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from governance.ledger.checkpoints import open_checkpoint
from governance.ledger.errors import LedgerError
from governance.ledger.keys import Verifier
from reports.documents.reading_back import UnreadableError, drawn_again
from reports.pdf import making
from reports.pdf.fallback import FontAbsentError
from reports.pdf.finishing import FIELD
from reports.pdf.fonts import everything
from reports.pdf.seal import LedgerPosition
from reports.verifying import comparing, signatures, unpacking
from reports.verifying.signatures import FoundSeal
from reports.verifying.unpacking import Unpacked


class Outcome(IntEnum):
    """Also the exit code of the commands."""

    GENUINE = 0
    ALTERED = 1
    UNCLEAR = 2


class AlteredError(Exception):
    """It is not what was sealed; the message says where."""


class ForeignError(Exception):
    """It is whole, and of somebody else; the message says how that shows."""


class UnclearError(Exception):
    """It cannot be judged here; the message says why."""


@dataclass(frozen=True)
class Known:
    """What whoever asks brings: fingerprints of certificates, keys of the ledger."""

    certificates: Collection[str] = ()
    verifiers: Collection[Verifier] = ()


@dataclass(frozen=True)
class Judgement:
    """The outcome in words. What could be read is told also when it is bad."""

    outcome: Outcome
    words: str
    number: str = ""
    evidence: str = ""  # SHA-256
    seal: FoundSeal | None = None


def judge(pdf: bytes, known: Known) -> Judgement:
    """Look at one file; nothing outside it is read."""
    number = unpacking.number_of(pdf)
    seal: FoundSeal | None = None
    unpacked: Unpacked | None = None
    try:
        unpacked = _unpacked(pdf)
        seal, broken = _sealed(pdf)
        position = _drawn_alike(pdf, unpacked, broken)
        _require_checkpoint(position, known)
        _require_certificate(seal, unpacked, known)
        outcome, words = Outcome.GENUINE, _genuine(seal)
    except AlteredError as error:
        outcome, words = Outcome.ALTERED, f"Altered: {error}."
    except ForeignError as error:
        outcome, words = Outcome.ALTERED, f"Not genuine: {error}."
    except UnclearError as error:
        outcome, words = Outcome.UNCLEAR, f"Cannot be judged: {error}."
    evidence = unpacked.sha256 if unpacked else ""
    return Judgement(outcome, words, number, evidence, seal)


def _genuine(seal: FoundSeal | None) -> str:
    words = "Genuine: each byte follows from the evidence inside, and the seal is whole"
    if seal and seal.later:
        words += f"; {seal.later} later signatures are whole, whose was not asked"
    return f"{words}."


def _unpacked(pdf: bytes) -> Unpacked:
    try:
        return unpacking.unpack(pdf)
    except unpacking.NotAReportError as error:
        if FIELD.encode() in pdf:
            raise AlteredError(f"it was a sealed report, and {error}") from error
        raise UnclearError(f"this is no report of Hallmark: {error}") from error


def _sealed(pdf: bytes) -> tuple[FoundSeal | None, str]:
    """The seal, or what is wrong with it; the pages are looked at first."""
    try:
        return signatures.check(pdf), ""
    except signatures.UnsealedError:
        return None, ""
    except signatures.BrokenSealError as error:
        return None, str(error)


def _drawn_alike(pdf: bytes, unpacked: Unpacked, broken: str) -> LedgerPosition:
    """The pages follow from the evidence, and the seal holds."""
    try:
        drawn, evidence = drawn_again(unpacked.evidence, unpacked.conditions)
    except FontAbsentError as error:
        raise _unless(broken, f"{error}") from error
    except UnreadableError as error:
        raise _unless(broken, f"{error}; a newer version may read it") from error
    _require_lists(unpacked)
    where = comparing.difference(drawn, pdf)
    if where and (tools := _other_tools(unpacked)):
        raise _unless(broken, f"it was drawn with {tools}, and comes out otherwise")
    if where:
        raise AlteredError(where)
    if broken:
        raise AlteredError(broken)
    position: LedgerPosition = evidence.position
    return position


def _unless(broken: str, words: str) -> Exception:
    """A broken seal is known to be one, whatever could not be drawn."""
    return AlteredError(broken) if broken else UnclearError(words)


def _other_tools(unpacked: Unpacked) -> str:
    here = {**dict(making.tools()), **{f.name: f.sha256 for f in everything()}}
    made = {
        **dict(unpacked.conditions.tools),
        **{f.name: f.sha256 for f in unpacked.conditions.own_fonts},
    }
    return ", ".join(
        f"{name} {version[:16]} (here {here.get(name, 'none')[:16]})"
        for name, version in made.items()
        if here.get(name) != version
    )


def _require_lists(unpacked: Unpacked) -> None:
    """A list of entries is named in the evidence by its digest."""
    for file in unpacked.conditions.files:
        digest = sha256(file.content).hexdigest()
        is_named = digest.encode() in unpacked.evidence
        if file.name != unpacking.EVIDENCE and not is_named:
            raise AlteredError(f"{file.name} is not the list that the evidence names")


def _require_checkpoint(position: LedgerPosition, known: Known) -> None:
    """The checkpoint inside is signed, and says what the pages say.

    A ledger that had no key yet when the report was built has none to check.
    """
    if not position.note or not position.vkey:
        return
    try:
        own = Verifier.parse(position.vkey)
        signed = open_checkpoint(position.note, [own])
    except LedgerError as error:
        raise AlteredError(f"the checkpoint inside does not hold ({error})") from error
    told = signed.checkpoint.size, signed.checkpoint.root.hex()
    if told != (position.sequenced, position.root):
        raise AlteredError("the checkpoint inside is of another moment")
    if known.verifiers and own not in known.verifiers:
        raise ForeignError("its checkpoint is signed with the key of another ledger")


def _require_certificate(
    seal: FoundSeal | None, unpacked: Unpacked, known: Known
) -> None:
    if seal is None:
        raise UnclearError("each byte follows from its evidence, but it has no seal")
    printed = unpacked.conditions.seal
    if printed is None or printed.sha256 != seal.sha256:
        raise AlteredError("it is sealed with another certificate than it names")
    if not known.certificates:
        raise UnclearError(
            "it agrees with its evidence and its seal is whole, but the file cannot "
            f"say whose seal that is. The certificate is {seal.sha256}: compare it "
            "with the one the service publishes, and give it as --cert"
        )
    if seal.sha256 not in known.certificates:
        raise ForeignError("it is sealed with a certificate that is not the service's")
