"""What the marks on a page mean: the structure that screen readers follow.

Everything drawn is either the content of an element (a heading, a cell, a figure) or an
artifact (a rule, a page number). PDF/UA-1 asks that nothing is neither.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

REMEMBERED: Final = 4_000  # lines; most cells of a long table repeat a few
Box = tuple[float, float, float, float]


class Element:
    """A node of the structure tree; kids are elements, marks and annotations.

    A mark is (page, number), an annotation is (page, number, "annotation").
    """

    __slots__ = ("alt", "box", "kids", "role", "scope")

    def __init__(
        self, role: str, *, alt: str = "", scope: str = "", box: Box | None = None
    ) -> None:
        self.role = role
        self.alt = alt
        self.scope = scope
        self.box = box
        self.kids: list[Any] = []

    def add(self, role: str, **given: Any) -> "Element":
        element = Element(role, **given)
        self.kids.append(element)
        return element


@dataclass(frozen=True)
class Listed:
    """The values of a table as they were given, and the words above it."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[object]]


class TaggedCanvas(Canvas):
    """A canvas that knows what is being drawn."""

    _code: list[str]  # the operators of this page, as ReportLab keeps them
    _pageNumber: int  # noqa: N815 - ReportLab's name
    _annotationrefs: list[Any]
    _doc: Any
    _escape: Any

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.tree = Element("Document")
        self.place: Element = self.tree  # where new elements go
        self.title = ""  # of what is drawn next
        self.tables: list[Listed] = []
        self.stand_ins: set[str] = set()  # fonts of the machine that were used
        self.seal_box: tuple[int, Box] | None = None
        self._marks: dict[int, int] = {}
        self._encoded: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._is_open = False

    @property
    def page_index(self) -> int:
        return self._pageNumber - 1

    def begin_section(self, title: str) -> None:
        """What follows belongs to a section of its own."""
        self.place = self.tree.add("Sect")
        self.title = title

    def keep(self, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A table, for the file of values that comes with the document."""
        self.tables.append(Listed(self.title, tuple(head), rows))

    @contextmanager
    def inside(self, element: Element) -> Iterator[Element]:
        """New elements go into this one."""
        before, self.place = self.place, element
        try:
            yield element
        finally:
            self.place = before

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        """What is drawn meanwhile is the element's; inside another mark, that one's."""
        if self._is_open:
            yield
            return
        page = self.page_index
        number = self._marks.get(page, 0)
        self._marks[page] = number + 1
        element.kids.append((page, number))
        yield from self._bracketed(f"/{element.role} <</MCID {number}>> BDC")

    @contextmanager
    def artifact(self, kind: str = "Layout") -> Iterator[None]:
        """What is drawn meanwhile says nothing; inside a mark, it is part of that."""
        if self._is_open:
            yield
            return
        yield from self._bracketed(f"/Artifact <</Type /{kind}>> BDC")

    def _bracketed(self, beginning: str) -> Iterator[None]:
        self._code.append(beginning)
        self._is_open = True
        try:
            yield
        finally:
            self._is_open = False
            self._code.append("EMC")

    def put(self, code: str) -> None:
        """Operators as PDF has them; ReportLab's own way writes each number slowly."""
        self._code.append(code)

    def encoded(self, font: str, line: str) -> list[tuple[str, str]]:
        """A line as the fonts inside the document write it, by part of the font."""
        key = font, line
        if key not in self._encoded:
            if len(self._encoded) >= REMEMBERED:
                self._encoded.clear()
            self._encoded[key] = self._encode(font, line)
        return self._encoded[key]

    def _encode(self, font: str, line: str) -> list[tuple[str, str]]:
        known: Any = pdfmetrics.getFont(font)
        pieces = known.splitString(line, self._doc)
        return [
            (known.getSubsetInternalName(part, self._doc), self._escape(text))
            for part, text in pieces
        ]

    @contextmanager
    def spoken(self, words: str) -> Iterator[None]:
        """The order on paper is not that of reading: these words are what it says."""
        code = words.encode("utf-16-be", "replace").hex()
        self._code.append(f"/Span <</ActualText <FEFF{code}>>> BDC")
        try:
            yield
        finally:
            self._code.append("EMC")

    def link(self, element: Element, words: str, target: str, box: Box) -> None:
        """A link to a bookmark of this document; `words` say where it leads."""
        self.linkRect(words, target, box, relative=1)
        place = self.page_index, len(self._annotationrefs) - 1, "annotation"
        element.kids.append(place)

    def box_of(self, width: float, height: float) -> Box:
        """A rectangle at the origin, in the measures of the page."""
        x, y = self.absolutePosition(0, 0)
        return round(x, 2), round(y, 2), round(x + width, 2), round(y + height, 2)


def tagged(canvas: Canvas) -> TaggedCanvas:
    """The canvas of every report is a tagged one."""
    if not isinstance(canvas, TaggedCanvas):
        raise TypeError("reports are drawn on a TaggedCanvas")
    return canvas
