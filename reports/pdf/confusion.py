"""The confusion matrix: which class was taken for which."""

from collections.abc import Sequence
from typing import Final

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from reports.pdf import fonts, theme
from reports.pdf.block import Block
from reports.pdf.charts import LABEL, clipped, told
from reports.pdf.pen import TICK, Face, Point, fill, write

COUNT: Final = Face(fonts.MEDIUM, 10, theme.INK)
COUNT_LIGHT: Final = Face(fonts.MEDIUM, 10, theme.WHITE)
SHARE: Final = Face(fonts.REGULAR, 7, theme.INK)
SHARE_LIGHT: Final = Face(fonts.REGULAR, 7, theme.WHITE)
CELL: Final = 46.0
MAX_CLASSES: Final = 6  # a larger matrix is left to the evidence file


class Confusion(Block):
    """True classes down, predicted ones across; each row's shares add up to one."""

    def __init__(self, labels: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        super().__init__()
        self.labels = tuple(labels)
        self.counts = tuple(tuple(row) for row in counts)
        self.alt = told(
            "Matrix, one row for each true class",
            (
                f"true {label}: {_predicted(self.labels, row)}"
                for label, row in zip(self.labels, self.counts, strict=True)
            ),
        )
        self.spaceAfter = 8

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, CELL * len(self.labels) * 0.72 + 40

    def draw(self) -> None:
        top, left, tall = self.height - 12, 96.0, CELL * 0.72
        write(self.canv, TICK, (0, self.height - 7), "True class, share per row")
        for row, counts in enumerate(self.counts):
            y = top - (row + 1) * tall
            label = clipped(self.labels[row], LABEL, left - 10)
            write(self.canv, LABEL, (left - 7, y + tall / 2 - 2.6), label, "right")
            for at, count in enumerate(counts):
                corner = (left + at * CELL * 1.4, y)
                _draw_cell(self.canv, corner, count, sum(counts), right=row == at)
        for at, label in enumerate(self.labels):
            x = left + (at + 0.5) * CELL * 1.4
            shown = clipped(label, LABEL, CELL * 1.3)
            write(self.canv, LABEL, (x, 14), shown, "middle")
        write(self.canv, TICK, (left, 2), "Predicted class")


def _predicted(labels: Sequence[str], row: Sequence[int]) -> str:
    pairs = zip(labels, row, strict=True)
    return ", ".join(f"{count:,} predicted as {label}" for label, count in pairs)


def _draw_cell(
    canvas: Canvas, corner: Point, count: int, total: int, *, right: bool
) -> None:
    share = count / total if total else 0.0
    dark = right and share > 0.55
    middle = corner[0] + CELL * 0.7, corner[1] + CELL * 0.36
    size = CELL * 1.4 - 2, CELL * 0.72 - 2
    fill(canvas, corner, size, _tint(theme.TEAL if right else theme.AMBER, share))
    count_face = COUNT_LIGHT if dark else COUNT
    share_face = SHARE_LIGHT if dark else SHARE
    write(canvas, count_face, (middle[0] - 1, middle[1] + 0.5), f"{count:,}", "middle")
    at = middle[0] - 1, middle[1] - 9.5
    write(canvas, share_face, at, f"{share * 100:.1f} %", "middle")


def _tint(colour: Color, share: float) -> Color:
    """From nearly white to the full colour."""
    part = 0.06 + 0.94 * share if share else 0.03
    return Color(
        1 - (1 - colour.red) * part,
        1 - (1 - colour.green) * part,
        1 - (1 - colour.blue) * part,
    )
