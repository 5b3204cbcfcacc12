"""One line of text and one hairline: the two strokes most of a page is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from reports.pdf import fonts, theme

Point = tuple[float, float]
Align = Literal["left", "middle", "right"]


@dataclass(frozen=True)
class Face:
    """A font, its size and its colour."""

    font: str
    size: float
    colour: Color

    def width(self, words: str) -> float:
        return fonts.width(words, self.font, self.size)


KICKER = Face(fonts.MEDIUM, 7.2, theme.INK)
LABEL = Face(fonts.REGULAR, 8.2, theme.MUTED)
EDGE = Face(fonts.REGULAR, 7.6, theme.MUTED)
EDGE_STRONG = Face(fonts.MEDIUM, 7.6, theme.INK)
EDGE_SMALL = Face(fonts.REGULAR, 6.8, theme.MUTED)
EDGE_HASH = Face(fonts.MONO, 6, theme.MUTED)
SECTION = Face(fonts.LIGHT, 22, theme.TEAL)
TICK = Face(fonts.REGULAR, 7, theme.MUTED)


def write(
    canvas: Canvas, face: Face, at: Point, words: str, align: Align = "left"
) -> None:
    canvas.setFont(face.font, face.size)
    canvas.setFillColor(face.colour)
    x, y = at
    if align == "right":
        canvas.drawRightString(x, y, words)
    elif align == "middle":
        canvas.drawCentredString(x, y, words)
    else:
        canvas.drawString(x, y, words)


def write_lines(
    canvas: Canvas, face: Face, at: Point, lines: Sequence[str], leading: float
) -> None:
    """Several lines under one another, in one go."""
    block = canvas.beginText(*at)
    block.setFont(face.font, face.size, leading)
    block.setFillColor(face.colour)
    for line in lines:
        block.textLine(line)
    canvas.drawText(block)


def rule(
    canvas: Canvas,
    at: Point,
    length: float,
    colour: Color = theme.RULE,
    thickness: float = 0.4,
) -> None:
    """A horizontal line to the right of a point."""
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(thickness)
    canvas.line(at[0], at[1], at[0] + length, at[1])


def fill(canvas: Canvas, at: Point, size: Point, colour: Color) -> None:
    """A filled rectangle; `at` is its lower left corner."""
    canvas.setFillColor(colour)
    canvas.rect(at[0], at[1], size[0], size[1], stroke=0, fill=1)
