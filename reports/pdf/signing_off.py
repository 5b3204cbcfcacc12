"""Room to sign on paper: who, in which part, when, and what the signature means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from reports.pdf import fonts, theme
from reports.pdf.block import Block
from reports.pdf.charts import clipped
from reports.pdf.pen import TICK, Face, Point, rule, write

ROW: Final = 68.0
PART: Final = Face(fonts.MEDIUM, 8.2, theme.INK)
MEANING: Final = Face(fonts.REGULAR, 7.6, theme.MUTED)
FIELDS: Final = (
    ("Printed name", 0.24),
    ("Date and time (UTC)", 0.5),
    ("Signature", 0.72),
)


@dataclass(frozen=True)
class Part:
    """One person's part, and what signing it says."""

    name: str
    meaning: str


class SignOff(Block):
    """A row for each part; the lines are left to pens or to electronic signatures."""

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__()
        self.parts = tuple(parts)
        self.spaceAfter = 10
        named = ". ".join(f"{part.name}: {part.meaning}" for part in self.parts)
        self.alt = f"Room to sign, with name, date and signature. {named}"

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, ROW * len(self.parts)

    def draw(self) -> None:
        rule(self.canv, (0, self.height), self.width, theme.NAVY, 0.6)
        for at, part in enumerate(self.parts):
            self._draw_part(self.canv, part, self.height - ROW * at)

    def _draw_part(self, canvas: Canvas, part: Part, top: float) -> None:
        write(canvas, PART, (0, top - 15), part.name)
        room = self.width - 90
        write(canvas, MEANING, (90, top - 15), clipped(part.meaning, MEANING, room))
        for at, (label, start) in enumerate(FIELDS):
            end = FIELDS[at + 1][1] if at + 1 < len(FIELDS) else 1.0
            x = self.width * start
            self._draw_field((x, top - 50), self.width * end - x - 10, label)
        rule(canvas, (0, top - ROW), self.width)

    def _draw_field(self, at: Point, length: float, label: str) -> None:
        x, y = at
        rule(self.canv, at, length, theme.MUTED, 0.6)
        write(self.canv, TICK, (x, y - 9), label)
