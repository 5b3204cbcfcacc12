"""What ties a report to its evidence: digest, ledger position, a code to compare."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import segno
from reportlab.pdfgen.canvas import Canvas

from reports.pdf import fonts, making, text, theme
from reports.pdf.block import Block
from reports.pdf.making import Seal
from reports.pdf.pen import KICKER, Face, Point, fill, say, write_lines
from reports.pdf.tagging import TaggedCanvas

CODE_SIZE: Final = 92.0
PROOF_HEIGHT: Final = 118.0
HASH: Final = Face(fonts.MONO, 8.2, theme.NAVY)
LABEL: Final = Face(fonts.MEDIUM, 7.6, theme.MUTED)
WORDS: Final = Face(fonts.REGULAR, 7.6, theme.MUTED)
CODE_WORDS: Final = Face(fonts.REGULAR, 7, theme.MUTED)
HOW: Final = (
    "The SHA-256 of evidence.json, attached to this file, is the first digest above.",
    "It covers all that the pages say; the last section tells how to check all of it.",
)


SEAL_HEIGHT: Final = 88.0
NAME: Final = Face(fonts.REGULAR, 10, theme.NAVY)
SEAL_WORDS: Final = (
    "The seal covers every byte of the file. Persons can sign after it; nothing else "
    "can change unseen."
)


@dataclass(frozen=True)
class LedgerPosition:
    """Where the ledger stood when the evidence was collected."""

    sequenced: int
    root: str
    waiting: int
    note: str  # the signed checkpoint; empty while there is none
    vkey: str  # the log's key, for those who keep this report

    @property
    def check(self) -> str:
        """The command that computes the root again; later entries do not change it."""
        return f"manage.py verify_ledger --at {self.sequenced}"

    @property
    def sentence(self) -> str:
        waiting = text.number(self.waiting) if self.waiting else "none"
        return (
            f"{text.number(self.sequenced)} sequenced entries, "
            f"{waiting} waiting for a number"
        )


def draw_code(page: TaggedCanvas, words: str, corner: Point) -> None:
    """The code as rectangles, one per run of dark squares, below a corner."""
    x, y = corner[0], corner[1] - CODE_SIZE
    box = x, y, x + CODE_SIZE, corner[1]
    figure = page.place.add("Figure", alt=f"Square code that reads {words}", box=box)
    with page.marked(figure):
        _draw_squares(page, segno.make_qr(words, error="m").matrix, corner)
    for line in ("Scan to verify, or open", "/verify/ on the server"):
        y -= 10
        say(page, "P", CODE_WORDS, (x, y), line)


def _draw_squares(canvas: Canvas, rows: Sequence[bytearray], corner: Point) -> None:
    side = CODE_SIZE / len(rows)
    for row, squares in enumerate(rows):
        y = corner[1] - (row + 1) * side
        for start, length in _runs(squares):
            at = corner[0] + start * side, y
            fill(canvas, at, (length * side, side + 0.02), theme.NAVY)


def _runs(cells: Sequence[object]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for at, dark in enumerate(cells):
        if dark and found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((at, 1))
    return found


def draw_proof(
    page: TaggedCanvas, evidence: str, position: LedgerPosition, top: float
) -> None:
    bottom = top - PROOF_HEIGHT
    fill(page, (theme.MARGIN, bottom), (theme.CONTENT, PROOF_HEIGHT), theme.PANEL)
    fill(page, (theme.MARGIN, bottom), (2, PROOF_HEIGHT), theme.TEAL)
    x, y = theme.MARGIN + 14, top - 18
    for label, digest in (
        ("Digest of the evidence (SHA-256)", evidence),
        (f"Root of the ledger: {position.sentence}", position.root),
    ):
        say(page, "P", LABEL, (x, y), label)
        say(page, "P", HASH, (x, y - 13), digest)
        y -= 33
    lines = (*HOW, f"The second is computed again by {position.check}.")
    with page.marked(page.place.add("P")):
        write_lines(page, WORDS, (x, y), [f"{line} " for line in lines], 10.4)


class SealBlock(Block):
    """Where the digital signature stands, and whose certificate it is made with."""

    is_figure: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.seal = making.current().seal
        self.spaceBefore = 14

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, SEAL_HEIGHT if self.seal else 0

    def draw(self) -> None:
        if self.seal is None:
            return
        page = self.page
        fill(page, (0, 0), (self.width, SEAL_HEIGHT), theme.PANEL)
        fill(page, (0, 0), (2, SEAL_HEIGHT), theme.TEAL)
        page.seal_box = page.page_index, page.box_of(self.width, SEAL_HEIGHT)
        _write_seal(page, self.seal, self.width - 28)


def _write_seal(page: TaggedCanvas, seal: Seal, room: float) -> None:
    subject = text.clipped(seal.subject, NAME.font, NAME.size, room)
    for face, y, words in (
        (KICKER, SEAL_HEIGHT - 18, "DIGITAL SEAL"),
        (NAME, SEAL_HEIGHT - 34, subject),
        (LABEL, SEAL_HEIGHT - 50, "SHA-256 of the certificate that seals this file"),
        (HASH, SEAL_HEIGHT - 62, seal.sha256),
        (WORDS, SEAL_HEIGHT - 77, SEAL_WORDS),
    ):
        say(page, "P", face, (14, y), words)
