"""Label and value lines, as on the cover and under "Identity"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from reports.pdf import fonts, text, theme
from reports.pdf.block import Block
from reports.pdf.pen import LABEL, Face, rule, write

LABEL_WIDTH: Final = 126.0
LEADING: Final = 10.8
VALUE: Final = Face(fonts.REGULAR, 8.2, theme.INK)
HASH: Final = Face(fonts.MONO, 7.0, theme.INK)


@dataclass(frozen=True)
class _Line:
    label: str
    face: Face
    lines: list[str]

    @property
    def height(self) -> float:
        return len(self.lines) * LEADING + 7.6


class Facts(Block):
    """Hairlines between the lines; a hash is printed whole, never shortened."""

    def __init__(
        self, facts: Sequence[tuple[str, str]], *, length: float = theme.CONTENT
    ) -> None:
        super().__init__()
        self.length = length
        self.lines = [_line(label, value, length) for label, value in facts]
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
        return part

    def draw(self) -> None:
        y = self.height
        rule(self.canv, (0, y), self.length)
        for line in self.lines:
            _draw(self.canv, line, y)
            y -= line.height
            rule(self.canv, (0, y), self.length)


def _line(label: str, value: str, length: float) -> _Line:
    face = HASH if _is_hash(value) else VALUE
    room = length - LABEL_WIDTH
    lines = text.wrapped(value, face.font, face.size, room)
    return _Line(label, face, text.limited(lines))


def _is_hash(value: str) -> bool:
    return len(value) >= 32 and value.isascii() and " " not in value


def _draw(canvas: Canvas, line: _Line, top: float) -> None:
    write(canvas, LABEL, (0, top - 11.4), line.label)
    for at, words in enumerate(line.lines):
        write(canvas, line.face, (LABEL_WIDTH, top - 11.4 - at * LEADING), words)
