"""Figures in the letters and colours of the page; numbers stand beside marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from reports.pdf import fonts, text, theme
from reports.pdf.block import Block
from reports.pdf.pen import TICK, Face, Point, fill, rule, write

LABEL: Final = Face(fonts.REGULAR, 7.8, theme.INK)
VALUE: Final = Face(fonts.REGULAR, 7.4, theme.INK)
PAIR_ROW: Final = 30.0


def clipped(words: str, face: Face, room: float) -> str:
    """One line that fits, with an ellipsis when it had to be cut."""
    return text.clipped(words, face.font, face.size, room)


def told(what: str, values: Iterable[str]) -> str:
    """A figure in words, for those who do not see it."""
    return f"{what}. {'; '.join(values)}."


@dataclass(frozen=True)
class Pair:
    """One measure twice; shares are between 0 and 1, the words are printed."""

    label: str
    first: float
    first_words: str
    second: float
    second_words: str


class PairedBars(Block):
    """A measure as grouped and as shuffled, one above the other, on one scale."""

    def __init__(self, pairs: Sequence[Pair], names: tuple[str, str]) -> None:
        super().__init__()
        self.pairs = tuple(pairs)
        self.names = names
        self.alt = told(
            "Bars from 0 to 1",
            (
                f"{each.label}: {names[0]} {each.first_words}, "
                f"{names[1]} {each.second_words}"
                for each in self.pairs
            ),
        )
        self.spaceAfter = 10

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, PAIR_ROW * len(self.pairs) + 14

    def draw(self) -> None:
        left, end = 108.0, self.width - 110
        for at in range(5):
            x = left + (end - left) * at / 4
            fill(self.canv, (x, 14), (0.4, self.height - 14), theme.RULE)
            write(self.canv, TICK, (x, 3), f"{at / 4:g}", "middle")
        for at, pair in enumerate(self.pairs):
            top = self.height - PAIR_ROW * at
            write(self.canv, LABEL, (0, top - 17), clipped(pair.label, LABEL, 100))
            self._draw_pair(pair, (left, top), end - left)

    def _draw_pair(self, pair: Pair, corner: Point, room: float) -> None:
        x, top = corner
        for share, words, name, colour, y in (
            (pair.first, pair.first_words, self.names[0], theme.TEAL, top - 13),
            (pair.second, pair.second_words, self.names[1], theme.GREY, top - 24),
        ):
            length = room * min(max(share, 0.0), 1.0)
            fill(self.canv, (x, y), (length, 8), colour)
            write(self.canv, VALUE, (x + room + 6, y + 1.4), f"{words}  {name}")


class DayBars(Block):
    """How many entries on each day; long periods are drawn by week or month."""

    def __init__(self, bars: Sequence[tuple[str, int]], *, height: float = 96) -> None:
        super().__init__()
        self.bars = tuple(bars)
        self.tall = height
        self.alt = told(
            "Bars, one for each period", (f"{name} {n:,}" for name, n in self.bars)
        )
        self.spaceAfter = 10

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, self.tall

    def draw(self) -> None:
        canvas: Canvas = self.canv
        top, base, left = self.height - 12, 16.0, 34.0
        highest = max(count for _, count in self.bars)
        for share in (0.5, 1.0):
            y = base + (top - base) * share
            rule(canvas, (left, y), self.width - left)
            write(canvas, TICK, (left - 5, y - 2.4), f"{highest * share:,.0f}", "right")
        rule(canvas, (left, base), self.width - left, theme.MUTED, 0.6)
        step = (self.width - left) / len(self.bars)
        for at, (_, count) in enumerate(self.bars):
            tall = (top - base) * count / highest
            corner = (left + at * step + step * 0.15, base)
            fill(canvas, corner, (min(step * 0.7, 26), tall), theme.TEAL)
        self._draw_labels(left, step)

    def _draw_labels(self, left: float, step: float) -> None:
        every = max(1, -(-len(self.bars) * 46 // int(self.width - left)))
        for at, (label, _) in enumerate(self.bars):
            if at % every == 0:
                write(self.canv, TICK, (left + at * step + step * 0.15, 5), label)


@dataclass(frozen=True)
class Step:
    """One station of a lineage: what it is, its name, and two small lines."""

    kind: str
    name: str
    lines: tuple[str, ...]


class Flow(Block):
    """Stations from left to right, the last one being the thing itself."""

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__()
        self.steps = tuple(steps)
        self.alt = told(
            "Stations from left to right",
            (
                f"{step.kind} {step.name} ({', '.join(step.lines)})"
                for step in self.steps
            ),
        )
        self.spaceAfter = 12

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, 60

    def draw(self) -> None:
        gap = 16.0
        length = (self.width - gap * (len(self.steps) - 1)) / len(self.steps)
        for at, step in enumerate(self.steps):
            x = at * (length + gap)
            last = at == len(self.steps) - 1
            _draw_step(self.canv, step, (x, length), last=last)
            if not last:
                _draw_arrow(self.canv, (x + length + 3, 30))


def _draw_step(
    canvas: Canvas, step: Step, place: tuple[float, float], *, last: bool
) -> None:
    x, length = place
    quiet = theme.MINT if last else theme.MUTED
    name = Face(fonts.MEDIUM, 8.6, theme.WHITE if last else theme.INK)
    small = Face(fonts.MONO, 5.9, quiet)
    fill(canvas, (x, 0), (length, 60), theme.NAVY if last else theme.PANEL)
    fill(canvas, (x, 0), (2.5, 60), theme.TEAL)
    write(canvas, Face(fonts.REGULAR, 6.8, quiet), (x + 10, 46), step.kind)
    write(canvas, name, (x + 10, 33), clipped(step.name, name, length - 16))
    for at, line in enumerate(step.lines):
        words = clipped(line, small, length - 14)
        write(canvas, small, (x + 10, 20 - 9 * at), words)


def _draw_arrow(canvas: Canvas, at: Point) -> None:
    x, y = at
    rule(canvas, at, 7, theme.MUTED, 0.8)
    path = canvas.beginPath()
    path.moveTo(x + 10, y)
    path.lineTo(x + 6, y + 2.5)
    path.lineTo(x + 6, y - 2.5)
    path.close()
    canvas.setFillColor(theme.MUTED)
    canvas.drawPath(path, stroke=0, fill=1)
