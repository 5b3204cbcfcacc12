"""Deployments as lanes over a common time: what stood where, and how it got there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from reports.pdf import fonts, text, theme
from reports.pdf.block import Block
from reports.pdf.marks import draw_shape
from reports.pdf.pen import TICK, Align, Face, Point, fill, rule, write

LANE: Final = 38.0
LEFT: Final = 104.0
AXIS: Final = 18.0
BAR: Final = 13.0
NAME: Final = Face(fonts.MEDIUM, 7.8, theme.INK)
PLACE: Final = Face(fonts.REGULAR, 6.8, theme.MUTED)
NUMBER: Final = Face(fonts.MEDIUM, 6.6, theme.INK)
MAX_LANES: Final = 14  # one figure stays on one page
APART: Final = 18.0  # numbers nearer than this would lie over one another


@dataclass(frozen=True)
class Stay:
    """A release that answered, as shares of the whole time; the first words that fit
    say which."""

    start: float
    end: float
    words: tuple[str, ...]
    tone: str


@dataclass(frozen=True)
class Arrival:
    """A release as it was asked for: a sign with its tone, and its number."""

    at: float
    number: str
    tone: str


@dataclass(frozen=True)
class Swimlane:
    """One deployment."""

    name: str
    place: str
    stays: tuple[Stay, ...]
    arrivals: tuple[Arrival, ...]


class Swimlanes(Block):
    """Bars are times of answering, signs above them are requests; alt has the words."""

    def __init__(
        self,
        lanes: Sequence[Swimlane],
        ticks: Sequence[tuple[float, str]],
        alt: str,
    ) -> None:
        super().__init__()
        self.lanes = tuple(lanes)[:MAX_LANES]
        self.ticks = tuple(ticks)
        self.alt = alt
        self.spaceAfter = 6

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, LANE * len(self.lanes) + AXIS

    def draw(self) -> None:
        length = self.width - LEFT
        self._draw_axis(length)
        for at, lane in enumerate(self.lanes):
            y = self.height - LANE * (at + 1)
            rule(self.canv, (0, y), self.width)
            _draw_lane(self.canv, lane, (LEFT, y), length)

    def _draw_axis(self, length: float) -> None:
        rule(self.canv, (0, self.height), self.width)
        for share, words in self.ticks:
            x = LEFT + share * length
            fill(self.canv, (x, AXIS), (0.4, self.height - AXIS), theme.RULE)
            write(self.canv, TICK, (x, 6), words, _aligned(share))


def _aligned(share: float) -> Align:
    """Words of a tick stay inside the figure."""
    if share > 0.95:
        return "right"
    return "middle" if share > 0.05 else "left"


def _draw_lane(canvas: Canvas, lane: Swimlane, corner: Point, length: float) -> None:
    left, y = corner
    room = LEFT - 10
    write(canvas, NAME, (0, y + 20), _clipped(lane.name, NAME, room))
    write(canvas, PLACE, (0, y + 10), _clipped(lane.place, PLACE, room))
    for stay in lane.stays:
        _draw_stay(canvas, stay, (left, y + 6), length)
    written = -APART
    for arrival in lane.arrivals:
        x = left + min(max(arrival.at * length, 3), length - 3)
        draw_shape(canvas, theme.TONES[arrival.tone], (x, y + 28), 2.6)
        fill(canvas, (x - 0.25, y + 6), (0.5, 19), theme.TONES[arrival.tone].ink)
        if x - written >= APART and x + 12 < left + length:
            write(canvas, NUMBER, (x + 5, y + 25.6), arrival.number)
            written = x


def _draw_stay(canvas: Canvas, stay: Stay, corner: Point, length: float) -> None:
    tone = theme.TONES[stay.tone]
    x = corner[0] + stay.start * length
    long = max((stay.end - stay.start) * length, 1.0)
    fill(canvas, (x, corner[1]), (long, BAR), tone.ground)
    fill(canvas, (x, corner[1]), (long, 1.6), tone.ink)
    face = Face(fonts.MEDIUM, 6.8, tone.ink)
    shown = (text.one_line(words, face.font) for words in stay.words)
    fits = next((words for words in shown if face.width(words) <= long - 8), "")
    write(canvas, face, (x + 5, corner[1] + 4.6), fits)


def _clipped(words: str, face: Face, room: float) -> str:
    lines = text.wrapped(words, face.font, face.size, room)
    return lines[0] if len(lines) == 1 else f"{lines[0][:-1]}…"
