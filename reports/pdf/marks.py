"""Small signs: a status is drawn as shape and word, so that grey paper keeps it."""

from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from reports.pdf import fonts, theme
from reports.pdf.pen import Face, Point, write
from reports.pdf.theme import Tone

CHIP_SIZE: Final = 7.2
CHIP_HEIGHT: Final = 12.0


@dataclass(frozen=True)
class Chip:
    """A status in a table; `word` overrides the usual word of its tone."""

    tone: str
    word: str = ""

    def __str__(self) -> str:
        return self.word or theme.WORDS[self.tone]


def draw_chip(canvas: Canvas, chip: Chip, at: Point) -> None:
    tone = theme.TONES[chip.tone]
    face = Face(fonts.MEDIUM, CHIP_SIZE, tone.ink)
    x, y = at
    canvas.setFillColor(tone.ground)
    length = face.width(str(chip)) + 21
    canvas.roundRect(x, y, length, CHIP_HEIGHT, 6, stroke=0, fill=1)
    draw_shape(canvas, tone, (x + 8, y + CHIP_HEIGHT / 2))
    write(canvas, face, (x + 14, y + 3.5), str(chip))


def draw_shape(canvas: Canvas, tone: Tone, at: Point, radius: float = 2.2) -> None:
    """Circle, triangle, square or dash around a point, filled."""
    x, y = at
    canvas.setFillColor(tone.ink)
    if tone.shape == "circle":
        canvas.circle(x, y, radius, stroke=0, fill=1)
    elif tone.shape == "triangle":
        _draw_triangle(canvas, at, radius)
    else:
        half = radius if tone.shape == "square" else 0.6
        canvas.rect(x - radius, y - half, 2 * radius, 2 * half, stroke=0, fill=1)


def _draw_triangle(canvas: Canvas, at: Point, radius: float) -> None:
    x, y = at
    path = canvas.beginPath()
    path.moveTo(x - radius - 0.4, y - radius)
    path.lineTo(x + radius + 0.4, y - radius)
    path.lineTo(x, y + radius + 0.2)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
