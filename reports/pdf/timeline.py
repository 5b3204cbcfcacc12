"""Which release stood on which deployment, from when until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reports.pdf import fonts, theme
from reports.pdf.block import Block
from reports.pdf.charts import clipped, told
from reports.pdf.pen import TICK, Face, Point, fill, write

LANE: Final = 24.0
LEFT: Final = 96.0
NAME: Final = Face(fonts.MEDIUM, 7.8, theme.INK)
SPAN: Final = Face(fonts.MEDIUM, 7, theme.WHITE)
SPAN_DARK: Final = Face(fonts.MEDIUM, 7, theme.INK)
MAX_LANES: Final = 20


@dataclass(frozen=True)
class Span:
    """A stretch of a lane, as shares of the whole length; `mine` is drawn in teal."""

    start: float
    end: float
    words: str
    mine: bool


@dataclass(frozen=True)
class Lane:
    """One deployment and the releases on it."""

    name: str
    spans: tuple[Span, ...]


class Timeline(Block):
    """Lanes one under the other over a common time; ticks are (share, words)."""

    def __init__(
        self, lanes: Sequence[Lane], ticks: Sequence[tuple[float, str]]
    ) -> None:
        super().__init__()
        self.lanes = tuple(lanes)[:MAX_LANES]
        self.ticks = tuple(ticks)
        self.alt = told(
            "Lanes over time, each with its releases in order",
            (
                f"{lane.name}: {', '.join(span.words for span in lane.spans)}"
                for lane in self.lanes
            ),
        )
        self.spaceAfter = 10

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, LANE * len(self.lanes) + 16

    def draw(self) -> None:
        length = self.width - LEFT
        for share, words in self.ticks:
            x = LEFT + share * length
            fill(self.canv, (x, 14), (0.4, self.height - 14), theme.RULE)
            write(self.canv, TICK, (x, 3), words, "right" if share > 0.9 else "left")
        for at, lane in enumerate(self.lanes):
            y = self.height - LANE * (at + 1) + 5
            write(self.canv, NAME, (0, y + 4.5), clipped(lane.name, NAME, LEFT - 10))
            for span in lane.spans:
                self._draw_span(span, (LEFT, y), length)

    def _draw_span(self, span: Span, corner: Point, length: float) -> None:
        x = corner[0] + span.start * length
        long = max((span.end - span.start) * length - 1, 1.5)
        colour = theme.TEAL if span.mine else theme.PALE
        fill(self.canv, (x, corner[1]), (long, 14), colour)
        face = SPAN if span.mine else SPAN_DARK
        if long > face.width(span.words) + 8:
            write(self.canv, face, (x + 5, corner[1] + 4.4), span.words)
