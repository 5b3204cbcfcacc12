"""The structure tree as PDF objects, written straight into the file.

A long audit has a hundred thousand cells. As text they take a moment; built one by one
through a library they would take most of the time and the memory of a report.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from reports.pdf.tagging import Element

_SCOPES: Final = ("Column", "Row")
_ROOT: Final = re.compile(rb"/Root (\d+ 0 R)")


@dataclass(frozen=True)
class Pages:
    """The object numbers of the pages, and of the annotations on each."""

    numbers: Sequence[int]
    annotations: list[list[int]]


class Structure:
    """Numbers every element and says what each page's marks belong to."""

    def __init__(self, tree: Element, pages: Pages, first: int) -> None:
        self.pages = pages
        self.root = first
        self.scopes = {scope: first + 1 + at for at, scope in enumerate(_SCOPES)}
        self.parents = first + 1 + len(_SCOPES)
        self.objects: list[tuple[int, bytes]] = []
        self.marks: list[list[int]] = [[] for _ in pages.numbers]
        self.annotated: list[tuple[int, int]] = []  # annotation, its element
        self._next = self.parents + 1
        kid = self._element(tree, self.root)
        self._close(kid)

    def _close(self, document: int) -> None:
        """The root, the shared attributes, and from marks back to elements."""
        count = len(self.pages.numbers)
        numbered = [(page, _array(marks)) for page, marks in enumerate(self.marks)]
        numbered += [
            (count + at, _reference(element))
            for at, (_, element) in enumerate(self.annotated)
        ]
        pairs = " ".join(f"{key} {value}" for key, value in numbered)
        root = (
            f"<</Type/StructTreeRoot/K {_reference(document)}"
            f"/ParentTree {_reference(self.parents)}"
            f"/ParentTreeNextKey {len(numbered)}>>"
        )
        self.objects.append((self.root, root.encode()))
        for scope, number in self.scopes.items():
            self.objects.append((number, f"<</O/Table/Scope/{scope}>>".encode()))
        self.objects.append((self.parents, f"<</Nums[{pairs}]>>".encode()))

    def _element(self, element: Element, parent: int) -> int:
        number, self._next = self._next, self._next + 1
        page = _first_page(element)
        kids = " ".join(self._kids(element, number, page))
        place = "" if page is None else f"/Pg {_reference(self.pages.numbers[page])}"
        text = (
            f"<</Type/StructElem/S/{element.role}/P {_reference(parent)}{place}"
            f"{self._words(element)}/K[{kids}]>>"
        )
        self.objects.append((number, text.encode()))
        return number

    def _kids(self, element: Element, number: int, page: int | None) -> Iterator[str]:
        for kid in element.kids:
            if isinstance(kid, Element):
                yield _reference(self._element(kid, number))
            elif len(kid) == 2:
                yield self._mark(kid, number, page)
            else:
                yield self._annotation(kid, number)

    def _mark(self, kid: tuple[int, int], element: int, page: int | None) -> str:
        at, mark = kid
        marks = self.marks[at]
        marks.extend([0] * (mark + 1 - len(marks)))
        marks[mark] = element
        if at == page:
            return str(mark)
        return f"<</Type/MCR/Pg {_reference(self.pages.numbers[at])}/MCID {mark}>>"

    def _annotation(self, kid: tuple[Any, ...], element: int) -> str:
        page = _reference(self.pages.numbers[kid[0]])
        number = self.pages.annotations[kid[0]][kid[1]]
        self.annotated.append((number, element))
        return f"<</Type/OBJR/Obj {_reference(number)}/Pg {page}>>"

    def _words(self, element: Element) -> str:
        words = f"/Alt {_text(element.alt)}" if element.alt else ""
        if element.scope:
            words += f"/A {_reference(self.scopes[element.scope])}"
        if element.box:
            box = " ".join(f"{edge:g}" for edge in element.box)
            words += f"/A<</O/Layout/Placement/Block/BBox[{box}]>>"
        return words


def _first_page(element: Element) -> int | None:
    """The page of its first own mark."""
    marks = (kid for kid in element.kids if not isinstance(kid, Element))
    return next((kid[0] for kid in marks), None)


def _array(numbers: Sequence[int]) -> str:
    return f"[{' '.join(_reference(number) for number in numbers)}]"


def _reference(number: int) -> str:
    return f"{number} 0 R"


def _text(words: str) -> str:
    return f"<FEFF{words.encode('utf-16-be', 'replace').hex()}>"


def appended(pdf: bytes, objects: Sequence[tuple[int, bytes]]) -> bytes:
    """The file with more objects, as an incremental update (ISO 32000-1, 7.5.6)."""
    begin = pdf.rindex(b"startxref") + len(b"startxref")
    previous = int(pdf[begin:].split()[0])
    root = _ROOT.findall(pdf[previous:])[-1].decode()
    out = bytearray(pdf)
    places: dict[int, int] = {}
    for number, content in objects:
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    first, last = min(places), max(places)
    out += b"xref\n%d %d\n" % (first, last - first + 1)
    out += b"".join(b"%010d 00000 n \n" % places[n] for n in range(first, last + 1))
    size = last + 1
    out += f"trailer\n<</Size {size}/Prev {previous}/Root {root}>>\n".encode()
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
