"""A proof for people: checked here and now, drawn, and with who has signed it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from governance import log, witnesses
from governance.ledger.errors import LedgerError
from governance.ledger.hashing import leaf_hash
from governance.ledger.keys import signed_at
from governance.ledger.notes import parse_note
from governance.ledger.tree import inclusion_spans
from governance.models import Cosignature, Entry

STEP, MIDDLE, SIDE, FOOT = 44, 188, 92, 22  # of the drawing, in its own units
WIDTH = 376


@dataclass(frozen=True, slots=True)
class Rung:
    """One hash of the proof beside the path: where it stands and what it covers."""

    at: int
    to: int
    x: int
    text_x: int
    anchor: str
    digest: str
    covers: str

    @property
    def curve(self) -> str:
        """The line from the sibling up to the path."""
        from_here, to_there = f"{self.x} {self.at - 28}", f"{MIDDLE} {self.to + 20}"
        return f"M{self.x} {self.at}C{from_here} {to_there} {MIDDLE} {self.to}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """The path from an entry up to the root."""

    rungs: tuple[Rung, ...]
    dots: tuple[int, ...]

    width = WIDTH
    middle = MIDDLE

    @property
    def foot(self) -> int:
        """Where the entry stands."""
        return self.dots[0]

    @property
    def top(self) -> int:
        """Where the root stands."""
        return self.dots[-1]

    @property
    def height(self) -> int:
        return self.foot + FOOT


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature below the root."""

    name: str
    is_witness: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof as the page of an entry shows it. `fault` is empty when it holds."""

    proof: log.Proof
    drawing: Drawing
    seals: tuple[Seal, ...]
    fault: str

    @property
    def file_text(self) -> str:
        """The proof file, C2SP tlog-proof."""
        return self.proof.file.text

    @property
    def root(self) -> str:
        """The signed root in hex."""
        return bytes(self.proof.checkpoint.root).hex()

    @property
    def witnesses(self) -> int:
        """How many co-signed."""
        return sum(seal.is_witness for seal in self.seals)


def shown(entry: Entry) -> Shown | None:
    """The proof of an entry, None while it waits. The body itself is hashed again."""
    proof = log.proof_of(entry)
    if proof is None:
        return None
    return Shown(
        proof,
        draw(proof.index, proof.checkpoint.size, proof.file.hashes),
        tuple(_seals(proof)),
        _fault(entry, proof),
    )


def _fault(entry: Entry, proof: log.Proof) -> str:
    """Also a cosignature is believed only when it verifies, if we know the witness."""
    vouching = [known.verifier for known in witnesses.configured()]
    try:
        proof.file.verify(leaf_hash(bytes(entry.body)), [*log.verifiers(), *vouching])
    except LedgerError as error:
        return f"{error}."
    return ""


def _seals(proof: log.Proof) -> list[Seal]:
    """The log's own signature, then the witnesses' with the time they tell."""
    _, signatures = parse_note(proof.file.checkpoint)
    rows = Cosignature.objects.filter(checkpoint=proof.checkpoint)
    witnesses = set(rows.values_list("witness", flat=True))
    return [
        Seal(
            signature.name,
            signature.name in witnesses,
            _time_of(signature.raw)
            if signature.name in witnesses
            else proof.checkpoint.created_at,
        )
        for signature in signatures
    ]


def _time_of(raw: bytes) -> datetime | None:
    at = signed_at(raw)
    try:
        return datetime.fromtimestamp(at, UTC) if at is not None else None
    except (OverflowError, ValueError, OSError):  # a witness may tell any time
        return None


def draw(index: int, size: int, hashes: tuple[bytes, ...]) -> Drawing:
    """A step per hash, the leaf's sibling lowest; left and right as in the tree."""
    count = len(hashes)
    dots = tuple(STEP * (count - step) + STEP for step in range(count + 1))
    rungs = [
        _rung(dots[step], (low, high), digest, index)
        for step, ((low, high), digest) in enumerate(
            zip(inclusion_spans(index, size), hashes, strict=True)
        )
    ]
    return Drawing(tuple(rungs), dots)


def _rung(at: int, span: tuple[int, int], digest: bytes, index: int) -> Rung:
    low, high = span
    is_left = low < index
    x = MIDDLE - SIDE if is_left else MIDDLE + SIDE
    many = f"{high - low:,} entries" if high - low > 1 else f"entry {low:,}"
    return Rung(
        at=at - 6,
        to=at - STEP,
        x=x,
        text_x=x - 10 if is_left else x + 10,
        anchor="end" if is_left else "start",
        digest=digest.hex()[:8],
        covers=many,
    )
