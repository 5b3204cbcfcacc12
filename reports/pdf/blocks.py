"""The building blocks between the tables: headings, tiles, boxes, paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from xml.sax.saxutils import escape

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Spacer

from reports.pdf import fonts, text, theme
from reports.pdf.block import Block
from reports.pdf.marks import draw_shape
from reports.pdf.pen import KICKER, SECTION, Face, Point, fill, write

TILE_HEIGHT: Final = 66.0
TILE_GAP: Final = 10.0
TILE_LABEL: Final = Face(fonts.REGULAR, 7.6, theme.MUTED)
TILE_VALUE: Final = Face(fonts.LIGHT, 19, theme.NAVY)
TILE_CONTEXT: Final = Face(fonts.REGULAR, 7.2, theme.MUTED)
PANEL_PAD: Final = 16.0


class Heading(Block):
    """A numbered section: its bookmark, its line in the contents, and its answer."""

    def __init__(self, number: int, title: str, answer: str) -> None:
        super().__init__()
        self.number = number
        self.title = title
        self.key = f"section-{number}"
        self._title = Paragraph(escape(title), theme.TITLE)
        self._answer = Paragraph(_boxed(answer), theme.LEAD)
        self.spaceBefore = 22
        self.spaceAfter = 10
        self.keepWithNext = 1

    def measured(self, room: float, left: float) -> tuple[float, float]:
        self._title_height = self._title.wrap(room - 26, left)[1]
        self._answer_height = self._answer.wrap(room, left)[1]
        return room, self._title_height + self._answer_height + 4

    def draw(self) -> None:
        canvas: Canvas = self.canv
        canvas.bookmarkHorizontal(self.key, 0, self.height + 20)
        canvas.addOutlineEntry(f"{self.number}  {self.title}", self.key, 0)
        write(canvas, SECTION, (0, self.height - 21.6), str(self.number))
        self._title.drawOn(canvas, 26, self.height - self._title_height)
        self._answer.drawOn(canvas, 0, 0)


@dataclass(frozen=True)
class Tile:
    """One number that matters, with what it measures and its limit or context."""

    label: str
    value: str
    context: str
    tone: str = "none"


class Tiles(Block):
    """Up to four tiles in a row."""

    def __init__(self, tiles: Sequence[Tile]) -> None:
        super().__init__()
        self.tiles = tuple(tiles)
        self.spaceAfter = 14

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, TILE_HEIGHT

    def draw(self) -> None:
        count = len(self.tiles)
        length = (self.width - TILE_GAP * (count - 1)) / count
        for at, tile in enumerate(self.tiles):
            _draw_tile(self.canv, tile, at * (length + TILE_GAP), length)


def _draw_tile(canvas: Canvas, tile: Tile, x: float, length: float) -> None:
    ink = theme.GREY if tile.tone == "none" else theme.TONES[tile.tone].ink
    fill(canvas, (x, 0), (length, TILE_HEIGHT), theme.PANEL)
    fill(canvas, (x, TILE_HEIGHT - 2), (length, 2), ink)
    room = length - 20
    _write_clipped(canvas, TILE_LABEL, (x + 10, 49), tile.label, room)
    _write_shrunk(canvas, (x + 10, 26), tile.value, room)
    _write_clipped(canvas, TILE_CONTEXT, (x + 10, 11), tile.context, room)


def _write_clipped(
    canvas: Canvas, face: Face, at: Point, words: str, room: float
) -> None:
    lines = text.wrapped(words, face.font, face.size, room)
    write(canvas, face, at, lines[0] if len(lines) == 1 else f"{lines[0][:-1]}…")


def _write_shrunk(canvas: Canvas, at: Point, words: str, room: float) -> None:
    """A long value is set smaller, never cut."""
    shown = text.one_line(words, TILE_VALUE.font)
    scale = min(1.0, room / max(TILE_VALUE.width(shown), 1))
    write(canvas, replace(TILE_VALUE, size=TILE_VALUE.size * scale), at, shown)


class Box(Block):
    """A coloured box with a kicker, one light sentence and its explanation."""

    def __init__(self, tone: str, kicker: str, sentence: str, detail: str) -> None:
        super().__init__()
        self.tone = theme.TONES[tone]
        self.kicker = kicker
        self._sentence = Paragraph(_boxed(sentence, fonts.LIGHT), theme.VERDICT)
        self._detail = Paragraph(_boxed(detail), theme.BODY)
        self.spaceAfter = 12

    def measured(self, room: float, left: float) -> tuple[float, float]:
        inner = room - 2 * PANEL_PAD - 4
        self._sentence_height = self._sentence.wrap(inner, left)[1]
        self._detail_height = self._detail.wrap(inner, left)[1]
        return room, self._sentence_height + self._detail_height + 41

    def draw(self) -> None:
        canvas: Canvas = self.canv
        left, top = PANEL_PAD + 4, self.height
        fill(canvas, (0, 0), (self.width, top), self.tone.ground)
        fill(canvas, (0, 0), (3, top), self.tone.ink)
        draw_shape(canvas, self.tone, (left + 3, top - 17.4), 2.6)
        face = replace(KICKER, colour=self.tone.ink)
        write(canvas, face, (left + 11, top - 20), self.kicker)
        y = top - 25 - self._sentence_height
        self._sentence.drawOn(canvas, left, y)
        self._detail.drawOn(canvas, left, y - 3 - self._detail_height)


def _boxed(words: str, font: str = fonts.REGULAR) -> str:
    return text.markup(words, font, text.MAX_BOXED)


def paragraph(words: str) -> Paragraph:
    return Paragraph(text.markup(words), theme.BODY)


def item(words: str) -> Paragraph:
    """One line of a list, behind a teal dash."""
    return Paragraph(text.markup(words), theme.ITEM, bulletText="\N{EN DASH}")


def subtitle(words: str) -> Paragraph:
    return Paragraph(text.title(words, fonts.BOLD), theme.SUBTITLE)


def caption(words: str) -> Paragraph:
    return Paragraph(text.markup(words), theme.CAPTION)


def table_title(words: str) -> Paragraph:
    return Paragraph(text.title(words, fonts.MEDIUM), theme.FIGURE)


def space(points: float) -> Spacer:
    return Spacer(1, points)
