"""One line of text and one hairline: the two strokes most of a page is made of.

Each piece of text ends with a blank that nobody sees: whoever reads the file without
its picture would join it to the next word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from reports.pdf import fonts, theme
from reports.pdf.tagging import TaggedCanvas, tagged

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
    """One line that starts, ends, or has its middle at a point."""
    x, y = at
    if align != "left":
        shift = face.width(words)
        x -= shift if align == "right" else shift / 2
    write_lines(canvas, face, (x, y), (words,), face.size)


def write_lines(
    canvas: Canvas, face: Face, at: Point, lines: Sequence[str], leading: float
) -> None:
    """Several lines under one another. A line that ends inside a word ends so."""
    if any(not fonts.is_plain(line, face.font) for line in lines):
        for number, line in enumerate(lines):
            _write_mixed(canvas, face, (at[0], at[1] - number * leading), line)
        return
    _show(tagged(canvas), face, at, [*lines[:-1], _ended(lines[-1])], leading)


def _show(
    page: TaggedCanvas, face: Face, at: Point, lines: Sequence[str], leading: float
) -> None:
    """One text object; its lines go down by the leading."""
    shown, font = [], ""
    for line in lines:
        for name, words in page.encoded(face.font, line):
            if name != font:
                shown.append(f"{name} {face.size:g} Tf")
                font = name
            shown.append(f"({words}) Tj")
        shown.append("T*")
    code = "\n".join(shown[:-1])
    place = f"1 0 0 1 {at[0]:.2f} {at[1]:.2f} Tm {leading:g} TL"
    page.put(f"BT {_ink(face.colour)} rg {place}\n{code} ET")


@cache
def _ink(colour: Color) -> str:
    return f"{colour.red:.4g} {colour.green:.4g} {colour.blue:.4g}"


def _ended(line: str) -> str:
    return line if line.endswith(" ") else f"{line} "


def _write_mixed(canvas: Canvas, face: Face, at: Point, line: str) -> None:
    """Letters of several fonts or directions, run by run."""
    x, y = at
    for run in fonts.runs(_ended(line), face.font):
        if run.spoken:
            with tagged(canvas).spoken(run.spoken):
                x = _write_run(canvas, face, (x, y), run)
        else:
            x = _write_run(canvas, face, (x, y), run)


def _write_run(canvas: Canvas, face: Face, at: Point, run: fonts.Run) -> float:
    """Where the next run starts."""
    x, y = at
    for font, words in run.pieces:
        part = Face(font, face.size, face.colour)
        _show(tagged(canvas), part, (x, y), [words], face.size)
        x += canvas.stringWidth(words, font, face.size)
        if font != face.font:
            tagged(canvas).stand_ins.add(font)
    return x


def rule(
    canvas: Canvas,
    at: Point,
    length: float,
    colour: Color = theme.RULE,
    thickness: float = 0.4,
) -> None:
    """A horizontal line to the right of a point; outside a figure it says nothing."""
    x, y = at
    page = tagged(canvas)
    with page.artifact():
        line = f"{x:.2f} {y:.2f} m {x + length:.2f} {y:.2f} l S"
        page.put(f"{_ink(colour)} RG {thickness:g} w {line}")


def fill(canvas: Canvas, at: Point, size: Point, colour: Color) -> None:
    """A filled rectangle from its lower left corner; as above."""
    page = tagged(canvas)
    with page.artifact():
        box = f"{at[0]:.2f} {at[1]:.2f} {size[0]:.3f} {size[1]:.3f} re f"
        page.put(f"{_ink(colour)} rg {box}")


def say(canvas: Canvas, role: str, face: Face, at: Point, words: str) -> None:
    """One line that is an element by itself."""
    page = tagged(canvas)
    with page.marked(page.place.add(role)):
        write(canvas, face, at, words)
