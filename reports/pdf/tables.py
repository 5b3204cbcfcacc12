"""Tables drawn straight on the canvas.

ReportLab's own tables take quadratic time over many pages and read markup in their
cells. This one breaks lines itself, so ten thousand entries cost about a second, and a
cell is only ever text. Each page holds its own slice and repeats the header.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from reports.pdf import fonts, text, theme
from reports.pdf.block import Block
from reports.pdf.marks import Chip, draw_chip
from reports.pdf.pen import Align, Face, Point, rule, write, write_lines

SIZE: Final = 8.0
MONO_SIZE: Final = 6.8
LEADING: Final = 10.8
HEAD_HEIGHT: Final = 19.0
PAD_TOP: Final = 4.2
PAD_BOTTOM: Final = 4.8
GAP: Final = 5.0
HEAD: Final = Face(fonts.MEDIUM, 7.4, theme.MUTED)

Cell = str | Chip


@dataclass(frozen=True)
class Column:
    """A column: its head, its share of the width in points, and how it is set."""

    title: str
    width: float
    font: str = fonts.REGULAR
    align: Align = "left"
    muted: bool = False
    size: float = 0.0  # 0: the usual size of the font

    @property
    def face(self) -> Face:
        usual = MONO_SIZE if self.font == fonts.MONO else SIZE
        return Face(
            self.font, self.size or usual, theme.MUTED if self.muted else theme.INK
        )

    def start(self, x: float) -> float:
        """Where its text starts, or ends when it is set to the right."""
        return x + (self.width - GAP if self.align == "right" else GAP)

    @property
    def room(self) -> float:
        return self.width - 2 * GAP


@dataclass(frozen=True)
class _Row:
    cells: tuple[tuple[str, ...] | Chip, ...]
    height: float


class Table(Block):
    """Rows of text under a repeated header; splits between rows only."""

    def __init__(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows = [_laid_out(self.columns, row) for row in rows]
        self.spaceBefore = 2
        self.spaceAfter = 10

    @classmethod
    def _slice(cls, columns: tuple[Column, ...], rows: list[_Row]) -> "Table":
        part = cls(columns, ())
        part.rows = rows
        return part

    def measured(self, room: float, left: float) -> tuple[float, float]:
        length = sum(column.width for column in self.columns)
        height = HEAD_HEIGHT
        for row in self.rows:
            height += row.height
            if height > left:  # it will be split: the rest is not worth adding up
                break
        return length, height

    def split(self, room: float, left: float, /) -> list[Flowable]:
        fits, used = 0, HEAD_HEIGHT
        for row in self.rows:
            used += row.height
            if used > left:
                break
            fits += 1
        if fits == 0:
            return []
        head = self._slice(self.columns, self.rows[:fits])
        return [head, self._slice(self.columns, self.rows[fits:])]

    def draw(self) -> None:
        canvas: Canvas = self.canv
        y = self.height - HEAD_HEIGHT
        self._draw_head(canvas)
        for row in self.rows:
            self._draw_row(canvas, row, y)
            y -= row.height
            rule(canvas, (0, y), self.width)

    def _draw_head(self, canvas: Canvas) -> None:
        rule(canvas, (0, self.height), self.width, theme.NAVY, 1)
        x = 0.0
        for column in self.columns:
            at = column.start(x), self.height - 12.6
            write(canvas, HEAD, at, column.title, column.align)
            x += column.width
        rule(canvas, (0, self.height - HEAD_HEIGHT), self.width, theme.NAVY, 0.6)

    def _draw_row(self, canvas: Canvas, row: _Row, top: float) -> None:
        x = 0.0
        for column, cell in zip(self.columns, row.cells, strict=True):
            if isinstance(cell, Chip):
                draw_chip(canvas, cell, (x + GAP, top - PAD_TOP - 11.7))
            else:
                _draw_lines(canvas, column, cell, (x, top))
            x += column.width


def _laid_out(columns: tuple[Column, ...], row: Sequence[Cell]) -> _Row:
    cells = tuple(
        cell if isinstance(cell, Chip) else tuple(_lines(column, cell))
        for column, cell in zip(columns, row, strict=True)
    )
    deepest = max(1 if isinstance(cell, Chip) else len(cell) for cell in cells)
    return _Row(cells, deepest * LEADING + PAD_TOP + PAD_BOTTOM)


def _lines(column: Column, cell: str) -> list[str]:
    face = column.face
    return text.limited(text.wrapped(cell, face.font, face.size, column.room))


def _draw_lines(
    canvas: Canvas, column: Column, lines: tuple[str, ...], corner: Point
) -> None:
    x, y = column.start(corner[0]), corner[1] - PAD_TOP - 8.2
    if column.align == "left":
        write_lines(canvas, column.face, (x, y), lines, LEADING)
        return
    for at, line in enumerate(lines):
        write(canvas, column.face, (x, y - at * LEADING), line, column.align)
