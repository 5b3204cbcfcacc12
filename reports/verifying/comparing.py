"""Where a file differs from the pages that its evidence gives."""

from io import BytesIO
from typing import Final

from pikepdf import Pdf, PdfError

MAX_NAMED: Final = 5


def difference(drawn: bytes, given: bytes) -> str:
    """Where the file stops being what was drawn; empty when it begins with it."""
    if given.startswith(drawn):
        return ""
    at = _first_difference(drawn, given)
    places = _places(drawn, given)
    where = ", ".join(places[:MAX_NAMED]) or "its fonts, structure or bookmarks"
    return f"{where}; the first byte that differs is {at:,}"


def _first_difference(one: bytes, other: bytes) -> int:
    """By halves: the files agree up to a point, and a slice compares quickly."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _places(drawn: bytes, given: bytes) -> list[str]:
    try:
        before, after = _parts(drawn), _parts(given)
    except (PdfError, ValueError, TypeError, AttributeError, KeyError):
        return ["the file cannot be read as PDF"]
    names = [*before, *(name for name in after if name not in before)]
    return [name for name in names if before.get(name) != after.get(name)]


def _parts(pdf: bytes) -> dict[str, bytes]:
    """Pages, attached files and metadata, without their compression."""
    with Pdf.open(BytesIO(pdf)) as opened:
        parts = {
            f"page {number}": page.obj.Contents.read_bytes()
            for number, page in enumerate(opened.pages, start=1)
        }
        names = opened.Root.Names.EmbeddedFiles.Names
        for at in range(1, len(names), 2):
            file = names[at]
            parts[str(file.UF)] = file.EF.F.read_bytes()
        parts["the metadata"] = opened.Root.Metadata.read_bytes()
        return parts
