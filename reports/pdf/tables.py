"""Tables drawn straight on the canvas.

ReportLab's own tables take quadratic time over many pages and read markup in their
cells. This one breaks lines itself, so ten thousand entries cost about a second, and a
cell is only ever text. Each page holds its own slice and repeats the header.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from reportlab.platypus import Flowable

from reports.pdf import fonts, text, theme
from reports.pdf.block import Block
from reports.pdf.marks import Chip, draw_chip
from reports.pdf.pen import Align, Face, Point, rule, write, write_lines
from reports.pdf.tagging import Element, TaggedCanvas

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

    is_figure: ClassVar[bool] = False

    def __init__(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.given = rows
        self.begin, self.end = 0, len(rows)  # those of this part
        self.laid: dict[int, _Row] = {}  # those that were measured and wait
        self.shared: list[Element] = []  # its parts on several pages are one element
        self.spaceBefore = 2
        self.spaceAfter = 10

    def _part(self, begin: int, end: int) -> "Table":
        part = Table(self.columns, self.given)
        part.begin, part.end = begin, end
        part.laid, part.shared = self.laid, self.shared
        return part

    def _row(self, number: int) -> _Row:
        """Laid out when its page comes: a long table needs no more room than a page."""
        if number not in self.laid:
            self.laid[number] = _laid_out(self.columns, self.given[number])
        return self.laid[number]

    def measured(self, room: float, left: float) -> tuple[float, float]:
        length = sum(column.width for column in self.columns)
        height = HEAD_HEIGHT
        for number in range(self.begin, self.end):
            height += self._row(number).height
            if height > left:  # it will be split: the rest is not worth adding up
                break
        return length, height

    def split(self, room: float, left: float, /) -> list[Flowable]:
        middle, used = self.begin, HEAD_HEIGHT
        while middle < self.end:
            used += self._row(middle).height
            if used > left:
                break
            middle += 1
        if middle == self.begin:
            return []
        return [self._part(self.begin, middle), self._part(middle, self.end)]

    def draw(self) -> None:
        page = self.page
        if not self.shared:
            self.shared.append(page.place.add("Table"))
            page.keep([column.title for column in self.columns], self.given)
        table = self.shared[0]
        self._draw_head(page, table)
        y = self.height - HEAD_HEIGHT
        edges = [y]
        for number in range(self.begin, self.end):
            row = self._row(number)
            self._draw_row(page, row, y, table.add("TR"))
            y -= row.height
            edges.append(y)
            del self.laid[number]
        with page.artifact():
            rule(page, (0, self.height), self.width, theme.NAVY, 1)
            rule(page, (0, edges[0]), self.width, theme.NAVY, 0.6)
            for edge in edges[1:]:
                rule(page, (0, edge), self.width)

    def _draw_head(self, page: TaggedCanvas, table: Element) -> None:
        """Each page repeats it for the eye; the table has it once."""
        if self.begin:
            with page.artifact("Pagination"):
                self._write_head(page, Element("TR"))
        else:
            self._write_head(page, table.add("TR"))

    def _write_head(self, page: TaggedCanvas, row: Element) -> None:
        x = 0.0
        for column in self.columns:
            at = column.start(x), self.height - 12.6
            with page.marked(row.add("TH", scope="Column")):
                write(page, HEAD, at, column.title, column.align)
            x += column.width

    def _draw_row(
        self, page: TaggedCanvas, row: _Row, top: float, element: Element
    ) -> None:
        x = 0.0
        scope = "Row"  # the first cell names its row
        for column, cell in zip(self.columns, row.cells, strict=True):
            with page.marked(element.add("TH" if scope else "TD", scope=scope)):
                if isinstance(cell, Chip):
                    draw_chip(page, cell, (x + GAP, top - PAD_TOP - 11.7))
                else:
                    _draw_lines(page, column, cell, (x, top))
            x += column.width
            scope = ""


def _laid_out(columns: tuple[Column, ...], row: Sequence[Cell]) -> _Row:
    cells = tuple(
        cell if isinstance(cell, Chip) else tuple(_lines(column, cell))
        for column, cell in zip(columns, row, strict=True)
    )
    deepest = max(1 if isinstance(cell, Chip) else len(cell) for cell in cells)
    return _Row(cells, deepest * LEADING + PAD_TOP + PAD_BOTTOM)


def _lines(column: Column, cell: str) -> list[str]:
    face = column.face
    return text.cell(cell, face.font, face.size, column.room)


def _draw_lines(
    page: TaggedCanvas, column: Column, lines: tuple[str, ...], corner: Point
) -> None:
    x, y = column.start(corner[0]), corner[1] - PAD_TOP - 8.2
    if column.align == "left":
        write_lines(page, column.face, (x, y), lines, LEADING)
        return
    for at, line in enumerate(lines):
        write(page, column.face, (x, y - at * LEADING), line, column.align)
