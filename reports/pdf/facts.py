"""Label and value lines, as on the cover and under "Identity"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from reportlab.platypus import Flowable

from reports.pdf import fonts, text, theme
from reports.pdf.block import Block
from reports.pdf.pen import LABEL, Face, rule, write_lines
from reports.pdf.tagging import Element, TaggedCanvas

LABEL_WIDTH: Final = 126.0
LABEL_GAP: Final = 10.0
LEADING: Final = 10.8
VALUE: Final = Face(fonts.REGULAR, 8.2, theme.INK)
HASH: Final = Face(fonts.MONO, 7.0, theme.INK)


@dataclass(frozen=True)
class _Line:
    label: list[str]
    face: Face
    lines: list[str]

    @property
    def height(self) -> float:
        return max(len(self.label), len(self.lines)) * LEADING + 7.6


class Facts(Block):
    """Hairlines between the lines; a hash is printed whole, never shortened."""

    is_figure: ClassVar[bool] = False

    def __init__(
        self, facts: Sequence[tuple[str, str]], *, length: float = theme.CONTENT
    ) -> None:
        super().__init__()
        self.length = length
        self.lines = [_line(label, value, length) for label, value in facts]
        self.shared: list[Element] = []  # its parts on several pages are one table
        self.spaceAfter = 12

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return self.length, sum(line.height for line in self.lines)

    def split(self, room: float, left: float, /) -> list[Flowable]:
        fits, used = 0, 0.0
        for line in self.lines:
            used += line.height
            if used > left:
                break
            fits += 1
        if fits == 0:
            return []
        return [self._part(self.lines[:fits]), self._part(self.lines[fits:])]

    def _part(self, lines: list[_Line]) -> "Facts":
        part = Facts((), length=self.length)
        part.lines = lines
        part.shared = self.shared
        return part

    def draw(self) -> None:
        page, y = self.page, self.height
        if not self.shared:
            self.shared.append(page.place.add("Table"))
        rule(page, (0, y), self.length)
        for line in self.lines:
            _draw(page, line, y, self.shared[0].add("TR"))
            y -= line.height
            rule(page, (0, y), self.length)


def _line(label: str, value: str, length: float) -> _Line:
    face = HASH if _is_hash(value) else VALUE
    room = length - LABEL_WIDTH
    name = text.cell(label, LABEL.font, LABEL.size, LABEL_WIDTH - LABEL_GAP)
    return _Line(name, face, text.cell(value, face.font, face.size, room))


def _is_hash(value: str) -> bool:
    return len(value) >= 32 and value.isascii() and " " not in value


def _draw(page: TaggedCanvas, line: _Line, top: float, row: Element) -> None:
    y = top - 11.4
    with page.marked(row.add("TH", scope="Row")):
        write_lines(page, LABEL, (0, y), line.label, LEADING)
    with page.marked(row.add("TD")):
        write_lines(page, line.face, (LABEL_WIDTH, y), line.lines, LEADING)
