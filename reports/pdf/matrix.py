"""A traffic-light matrix: things down, questions across, a sign and a word in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from reports.pdf import fonts, text, theme
from reports.pdf.block import Block
from reports.pdf.marks import draw_shape
from reports.pdf.pen import Face, Point, fill, rule, write

LEFT: Final = 112.0
HEAD: Final = 52.0
ROW: Final = 30.0
GAP: Final = 2.0
NAME: Final = Face(fonts.MEDIUM, 7.8, theme.INK)
PLACE: Final = Face(fonts.REGULAR, 6.6, theme.MUTED)
QUESTION: Final = Face(fonts.MEDIUM, 7.4, theme.MUTED)
WORDS: Final = {
    "met": "Met",
    "condition": "Cond.",
    "not_met": "Not met",
    "no_evidence": "No evid.",
    "none": "n/a",
}


@dataclass(frozen=True)
class MatrixRow:
    """One thing, where it is, and a tone for each question."""

    name: str
    place: str
    tones: tuple[str, ...]


class Matrix(Block):
    """Splits between rows, with its head on each page; alt has every cell in words."""

    def __init__(
        self, questions: Sequence[str], rows: Sequence[MatrixRow], alt: str
    ) -> None:
        super().__init__()
        self.questions = tuple(questions)
        self.rows = tuple(rows)
        self.alt = alt
        self.spaceAfter = 6

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, HEAD + ROW * len(self.rows)

    def split(self, room: float, left: float, /) -> list[Flowable]:
        fits = int((left - HEAD) // ROW)
        if fits < 1:
            return []
        parts = (self.rows[:fits], self.rows[fits:])
        return [Matrix(self.questions, rows, self.alt) for rows in parts]

    def draw(self) -> None:
        step = (self.width - LEFT) / len(self.questions)
        top = self.height - HEAD
        for at, question in enumerate(self.questions):
            _draw_question(self.canv, (LEFT + (at + 0.5) * step, top + 5), question)
        rule(self.canv, (0, top), self.width, theme.NAVY, 0.6)
        for at, row in enumerate(self.rows):
            y = top - ROW * (at + 1)
            _draw_row(self.canv, row, y, step)
            rule(self.canv, (0, y), self.width)


def _draw_question(canvas: Canvas, at: Point, words: str) -> None:
    canvas.saveState()
    canvas.translate(*at)
    canvas.rotate(68)  # the last one ends within the figure
    write(canvas, QUESTION, (0, 0), words)
    canvas.restoreState()


def _draw_row(canvas: Canvas, row: MatrixRow, y: float, step: float) -> None:
    write(canvas, NAME, (0, y + 17), _clipped(row.name, NAME))
    write(canvas, PLACE, (0, y + 7.6), _clipped(row.place, PLACE))
    for at, name in enumerate(row.tones):
        tone = theme.TONES[name]
        x = LEFT + at * step + GAP / 2
        fill(canvas, (x, y + GAP), (step - GAP, ROW - 2 * GAP), tone.ground)
        middle = x + (step - GAP) / 2
        draw_shape(canvas, tone, (middle, y + 19), 3.2)
        face = Face(fonts.MEDIUM, 6.2, tone.ink)
        write(canvas, face, (middle, y + 7), WORDS[name], "middle")


def _clipped(words: str, face: Face) -> str:
    lines = text.wrapped(words, face.font, face.size, LEFT - 8)
    return lines[0] if len(lines) == 1 else f"{lines[0][:-1]}…"
