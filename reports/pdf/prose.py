"""Running text: what people typed, word by word, with no markup of any kind."""

from typing import ClassVar

from reportlab.platypus import Flowable

from reports.pdf import fonts, text, theme
from reports.pdf.block import Block
from reports.pdf.pen import Face, write, write_lines
from reports.pdf.tagging import Element, TaggedCanvas
from reports.pdf.theme import Style

ASCENT = 0.78  # of the size: where the first line stands below the top


class Prose(Block):
    """A paragraph, a heading or an item of a list; it splits between lines."""

    is_figure: ClassVar[bool] = False

    def __init__(
        self,
        words: str,
        style: Style,
        role: str = "P",
        *,
        limit: int = text.MAX_PARAGRAPH,
        lines: list[str] | None = None,
    ) -> None:
        super().__init__()
        self.words = words
        self.style = style
        self.role = role
        self.limit = limit
        self.lines = lines
        self.shared: list[Element] = []  # its parts on several pages are one element
        self.spaceBefore = style.before
        self.spaceAfter = style.after
        self.keepWithNext = int(style.joined)

    def measured(self, room: float, left: float) -> tuple[float, float]:
        style = self.style
        if self.lines is None:
            inner = room - style.indent
            self.lines = text.paragraph(
                self.words, style.font, style.size, inner, self.limit
            )
        return room, len(self.lines) * style.leading

    def split(self, room: float, left: float, /) -> list[Flowable]:
        self.measured(room, left)
        fits = int(left // self.style.leading)
        lines = self.lines or []
        if fits < 2 or fits >= len(lines):
            return []
        return [self._part(lines[:fits]), self._part(lines[fits:], rest=True)]

    def _part(self, lines: list[str], *, rest: bool = False) -> "Prose":
        role = "" if rest else self.role
        part = Prose(self.words, self.style, role, limit=self.limit, lines=lines)
        part.shared = self.shared
        return part

    def draw(self) -> None:
        page, style = self.page, self.style
        face = Face(style.font, style.size, style.colour)
        shift = (style.leading - style.size) / 2 + style.size * ASCENT
        top = self.height - shift
        with page.marked(self._element(page, face, top)):
            at = style.indent, top
            write_lines(page, face, at, self.lines or [""], style.leading)

    def _element(self, page: TaggedCanvas, face: Face, top: float) -> Element:
        if not self.shared:
            self.shared.append(self._new(page, face, top))
        return self.shared[0]

    def _new(self, page: TaggedCanvas, face: Face, top: float) -> Element:
        if self.keepWithNext:
            page.title = self.words
        if self.role != "LI":
            return page.place.add(self.role)
        entry = _list_in(page.place).add("LI")
        with page.marked(entry.add("Lbl")):
            dash = Face(fonts.REGULAR, face.size, theme.TEAL)
            write(page, dash, (1, top), "\N{EN DASH}")
        return entry.add("LBody")


def _list_in(place: Element) -> Element:
    """Items that follow one another make one list."""
    last = place.kids[-1] if place.kids else None
    if isinstance(last, Element) and last.role == "L":
        return last
    return place.add("L")
