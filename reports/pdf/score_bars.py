"""How many of each status, one bar above the other: now and before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from reports.pdf import fonts, theme
from reports.pdf.block import Block
from reports.pdf.marks import draw_shape
from reports.pdf.pen import Face, Point, fill, write

LEFT: Final = 150.0
BAR: Final = 22.0
STEP: Final = 32.0
NAME: Final = Face(fonts.MEDIUM, 7.8, theme.INK)
DATE: Final = Face(fonts.REGULAR, 6.8, theme.MUTED)


@dataclass(frozen=True)
class Score:
    """One bar: its name, when, and how many of each tone."""

    name: str
    at: str
    counts: tuple[tuple[str, int], ...]


class ScoreBars(Block):
    """All bars have the same scale; a count of nothing takes no room."""

    def __init__(self, scores: Sequence[Score], alt: str) -> None:
        super().__init__()
        self.scores = tuple(scores)
        self.alt = alt
        self.spaceAfter = 8

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, STEP * len(self.scores)

    def draw(self) -> None:
        totals = [sum(count for _, count in one.counts) for one in self.scores]
        scale = (self.width - LEFT) / max(*totals, 1)
        for at, one in enumerate(self.scores):
            y = self.height - STEP * (at + 1) + 6
            write(self.canv, NAME, (0, y + 12), one.name)
            write(self.canv, DATE, (0, y + 3), one.at)
            x = LEFT
            for tone, count in one.counts:
                if count:
                    _draw_part(self.canv, (x, y), count * scale, (tone, count))
                x += count * scale


def _draw_part(
    canvas: Canvas, corner: Point, length: float, told: tuple[str, int]
) -> None:
    name, count = told
    tone = theme.TONES[name]
    fill(canvas, corner, (length - 1.5, BAR), tone.ground)
    fill(canvas, corner, (length - 1.5, 1.6), tone.ink)
    x, y = corner
    draw_shape(canvas, tone, (x + 8, y + BAR / 2), 2.6)
    face = Face(fonts.MEDIUM, 8, tone.ink)
    words = f"{count} {theme.WORDS[name].lower()}"
    shown = words if face.width(words) + 18 <= length else str(count)
    write(canvas, face, (x + 14, y + BAR / 2 - 2.8), shown)
