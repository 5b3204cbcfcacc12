"""The building blocks between the tables: headings, tiles, boxes, paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from reportlab.platypus import Spacer

from reports.pdf import fonts, text, theme
from reports.pdf.block import Block
from reports.pdf.marks import draw_shape
from reports.pdf.pen import KICKER, SECTION, Face, Point, fill, say, write, write_lines
from reports.pdf.prose import Prose
from reports.pdf.tagging import TaggedCanvas

TILE_HEIGHT: Final = 66.0
TILE_GAP: Final = 10.0
TILE_LABEL: Final = Face(fonts.REGULAR, 7.6, theme.MUTED)
TILE_VALUE: Final = Face(fonts.LIGHT, 19, theme.NAVY)
TILE_CONTEXT: Final = Face(fonts.REGULAR, 7.2, theme.MUTED)
PANEL_PAD: Final = 16.0


class Heading(Block):
    """A numbered section: its bookmark, its line in the contents, and its answer."""

    is_figure: ClassVar[bool] = False

    def __init__(self, number: int, title: str, answer: str) -> None:
        super().__init__()
        self.number = number
        self.title = title
        self.key = f"section-{number}"
        self._indent = max(26.0, SECTION.width(str(number)) + 11)
        self._answer = Prose(answer, theme.LEAD, limit=text.MAX_BOXED)
        self.spaceBefore = 22
        self.spaceAfter = 10
        self.keepWithNext = 1

    def measured(self, room: float, left: float) -> tuple[float, float]:
        style = theme.TITLE
        self._lines = text.paragraph(
            self.title, style.font, style.size, room - self._indent, text.MAX_TITLE
        )
        self._title_height = len(self._lines) * style.leading
        return room, self._title_height + self._answer.wrap(room, left)[1] + 4

    def draw(self) -> None:
        page = self.page
        page.bookmarkHorizontal(self.key, 0, self.height + 20)
        page.addOutlineEntry(f"{self.number}  {self.title}", self.key, 0)
        page.begin_section(self.title)
        top = self.height - 21.6
        with page.marked(page.place.add("H2")):
            write(page, SECTION, (0, top), str(self.number))
            face = Face(fonts.LIGHT, 22, theme.NAVY)
            at = (self._indent, top)
            write_lines(page, face, at, self._lines, theme.TITLE.leading)
        self._answer.drawOn(page, 0, 0)


@dataclass(frozen=True)
class Tile:
    """One number that matters, with what it measures and its limit or context."""

    label: str
    value: str
    context: str
    tone: str = "none"


class Tiles(Block):
    """Up to four tiles in a row."""

    is_figure: ClassVar[bool] = False

    def __init__(self, tiles: Sequence[Tile]) -> None:
        super().__init__()
        self.tiles = tuple(tiles)
        self.spaceAfter = 14

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, TILE_HEIGHT

    def draw(self) -> None:
        count = len(self.tiles)
        length = (self.width - TILE_GAP * (count - 1)) / count
        tiles = self.page.place.add("L")
        for at, tile in enumerate(self.tiles):
            corner = at * (length + TILE_GAP)
            with self.page.inside(tiles.add("LI")):
                _draw_tile(self.page, tile, corner, length)


def _draw_tile(page: TaggedCanvas, tile: Tile, x: float, length: float) -> None:
    ink = theme.GREY if tile.tone == "none" else theme.TONES[tile.tone].ink
    fill(page, (x, 0), (length, TILE_HEIGHT), theme.PANEL)
    fill(page, (x, TILE_HEIGHT - 2), (length, 2), ink)
    room = length - 20
    with page.marked(page.place.add("LBody")):
        _write_clipped(page, TILE_LABEL, (x + 10, 49), tile.label, room)
        _write_shrunk(page, (x + 10, 26), tile.value, room)
        _write_clipped(page, TILE_CONTEXT, (x + 10, 11), tile.context, room)


def _write_clipped(
    page: TaggedCanvas, face: Face, at: Point, words: str, room: float
) -> None:
    write(page, face, at, text.clipped(words, face.font, face.size, room))


def _write_shrunk(page: TaggedCanvas, at: Point, words: str, room: float) -> None:
    """A long value is set smaller, never cut."""
    shown = text.one_line(words, TILE_VALUE.font)
    scale = min(1.0, room / max(TILE_VALUE.width(shown), 1))
    write(page, replace(TILE_VALUE, size=TILE_VALUE.size * scale), at, shown)


class Box(Block):
    """A coloured box with a kicker, one light sentence and its explanation."""

    is_figure: ClassVar[bool] = False

    def __init__(self, tone: str, kicker: str, sentence: str, detail: str) -> None:
        super().__init__()
        self.tone = theme.TONES[tone]
        self.kicker = kicker
        self._sentence = Prose(sentence, theme.VERDICT, limit=text.MAX_BOXED)
        self._detail = Prose(detail, theme.BODY, limit=text.MAX_BOXED)
        self.spaceAfter = 12

    def measured(self, room: float, left: float) -> tuple[float, float]:
        inner = room - 2 * PANEL_PAD - 4
        self._sentence_height = self._sentence.wrap(inner, left)[1]
        self._detail_height = self._detail.wrap(inner, left)[1]
        return room, self._sentence_height + self._detail_height + 41

    def draw(self) -> None:
        page, left, top = self.page, PANEL_PAD + 4, self.height
        fill(page, (0, 0), (self.width, top), self.tone.ground)
        fill(page, (0, 0), (3, top), self.tone.ink)
        with page.artifact():
            draw_shape(page, self.tone, (left + 3, top - 17.4), 2.6)
        face = replace(KICKER, colour=self.tone.ink)
        say(page, "P", face, (left + 11, top - 20), self.kicker)
        y = top - 25 - self._sentence_height
        self._sentence.drawOn(page, left, y)
        self._detail.drawOn(page, left, y - 3 - self._detail_height)


def paragraph(words: str) -> Prose:
    return Prose(words, theme.BODY)


def item(words: str) -> Prose:
    """One line of a list, behind a teal dash."""
    return Prose(words, theme.ITEM, "LI")


def subtitle(words: str) -> Prose:
    return Prose(words, theme.SUBTITLE, "H3", limit=text.MAX_TITLE)


def caption(words: str) -> Prose:
    return Prose(words, theme.CAPTION)


def table_title(words: str) -> Prose:
    """What the table or the figure below shows; its CSV file is named so."""
    return Prose(words, theme.FIGURE, limit=text.MAX_TITLE)


def space(points: float) -> Spacer:
    return Spacer(1, points)
