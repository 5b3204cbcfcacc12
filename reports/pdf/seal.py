"""What ties a report to its evidence: digest, ledger position, a code to compare."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.pdfgen.canvas import Canvas

from reports.pdf import fonts, text, theme
from reports.pdf.pen import Face, Point, fill, write

CODE_SIZE: Final = 92.0
CODE_VERSION: Final = 8  # room for 152 bytes at level M
CODE_SQUARES: Final = 4 * CODE_VERSION + 17
PROOF_HEIGHT: Final = 118.0
HASH: Final = Face(fonts.MONO, 8.2, theme.NAVY)
LABEL: Final = Face(fonts.MEDIUM, 7.6, theme.MUTED)
WORDS: Final = Face(fonts.REGULAR, 7.6, theme.MUTED)
CODE_WORDS: Final = Face(fonts.REGULAR, 7, theme.MUTED)
HOW: Final = (
    "The SHA-256 of the evidence file beside this report is the first digest above.",
    "It covers all that the pages say; the last section tells how to check all of it.",
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


def draw_code(canvas: Canvas, words: str, corner: Point) -> None:
    """The code as rectangles, one per run of dark squares, below a corner."""
    code = QRCode(CODE_VERSION, QRErrorCorrectLevel.M)
    code.addData(words)
    code.make()
    side = CODE_SIZE / CODE_SQUARES
    for row, squares in enumerate(code.modules):
        y = corner[1] - (row + 1) * side
        for start, length in _runs(squares):
            at = corner[0] + start * side, y
            fill(canvas, at, (length * side, side + 0.02), theme.NAVY)
    x, y = corner[0], corner[1] - CODE_SIZE - 11
    write(canvas, CODE_WORDS, (x, y), "Document number and")
    write(canvas, CODE_WORDS, (x, y - 9), "digest of the evidence")


def _runs(cells: Sequence[object]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for at, dark in enumerate(cells):
        if dark and found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((at, 1))
    return found


def draw_proof(
    canvas: Canvas, evidence: str, position: LedgerPosition, top: float
) -> None:
    bottom = top - PROOF_HEIGHT
    fill(canvas, (theme.MARGIN, bottom), (theme.CONTENT, PROOF_HEIGHT), theme.PANEL)
    fill(canvas, (theme.MARGIN, bottom), (2, PROOF_HEIGHT), theme.TEAL)
    x, y = theme.MARGIN + 14, top - 18
    for label, digest in (
        ("Digest of the evidence (SHA-256)", evidence),
        (f"Root of the ledger: {position.sentence}", position.root),
    ):
        write(canvas, LABEL, (x, y), label)
        write(canvas, HASH, (x, y - 13), digest)
        y -= 33
    for line in (*HOW, f"The second is computed again by {position.check}."):
        write(canvas, WORDS, (x, y), line)
        y -= 10.4
