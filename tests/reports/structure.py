"""Reads a document as PDF/A and PDF/UA ask: what is marked, tagged and embedded."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, parse_content_stream

PAINTS = frozenset(
    {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "b", "Do", "sh"}
)


def opened(pdf: bytes) -> Pdf:
    return Pdf.open(BytesIO(pdf))


def unmarked(pdf: Pdf) -> list[str]:
    """Each operator that draws outside of a mark, by page."""
    found = []
    for number, page in enumerate(pdf.pages, start=1):
        depth = 0
        for instruction in parse_content_stream(page):
            name = str(instruction.operator)
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
            if depth == 0 and name in PAINTS:
                found.append(f"page {number}: {name}")
    return found


def marks(page: Any) -> list[int]:
    """The numbers of the marks of a page."""
    return [int(given.MCID) for given in begun(page) if "/MCID" in given]


def begun(page: Any) -> list[Any]:
    """What each mark of a page says of itself."""
    return [
        instruction.operands[1]
        for instruction in parse_content_stream(page)
        if str(instruction.operator) == "BDC"
    ]


def elements(pdf: Pdf) -> list[Any]:
    """Every element of the structure tree, in the order of reading."""
    return list(_below(pdf.Root.StructTreeRoot.K))


def _below(element: Any) -> Iterator[Any]:
    yield element
    kids = element.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from _below(kid)


def roles(pdf: Pdf) -> list[str]:
    return [str(element.S).removeprefix("/") for element in elements(pdf)]


def of_role(pdf: Pdf, role: str) -> list[Any]:
    return [e for e in elements(pdf) if Name(f"/{role}") == e.S]


def parents(pdf: Pdf) -> dict[int, Any]:
    """The parent tree: from a page or an annotation to elements."""
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    return {int(nums[at]): nums[at + 1] for at in range(0, len(nums), 2)}


def fonts(pdf: Pdf) -> list[Any]:
    return [
        o
        for o in pdf.objects
        if isinstance(o, Dictionary) and o.get("/Type") == Name.Font
    ]


def attached(pdf: Pdf) -> dict[str, Any]:
    names = pdf.Root.Names.EmbeddedFiles.Names
    return {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}


def xmp(pdf: Pdf) -> str:
    return bytes(pdf.Root.Metadata.read_bytes()).decode()


def value(packet: str, key: str) -> str:
    """The text of an element of the packet, without the elements in it."""
    found = re.search(rf"<{key}>(.*?)</{key}>", packet, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""
