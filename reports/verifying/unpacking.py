"""What travels inside a report: its evidence, the conditions it was drawn under, lists.

The file may come from anybody. Nothing is followed, run or unpacked from it; every
length has a limit.
"""

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from pikepdf import Dictionary, Pdf, PdfError

from reports.pdf import making
from reports.pdf.finishing import DRAWING
from reports.pdf.making import Enclosed, Making

EVIDENCE: Final = "evidence.json"
MAX_FILES: Final = 1_000
_DRAWN: Final = re.compile(r"table-\d+\.csv")  # made from the evidence with the pages


class NotAReportError(Exception):
    """The file is no report of this product; the message says what is missing."""


@dataclass(frozen=True)
class Unpacked:
    """The parts of a report that its pages follow from."""

    evidence: bytes
    conditions: Making

    @property
    def sha256(self) -> str:
        """The digest that is printed on each page."""
        return hashlib.sha256(self.evidence).hexdigest()


def unpack(pdf: bytes) -> Unpacked:
    """Raises NotAReportError."""
    try:
        files = _files(pdf)
    except (PdfError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise NotAReportError("it cannot be read as PDF") from error
    named = {file.name: file for file in files}
    for name in (EVIDENCE, DRAWING):
        if name not in named:
            raise NotAReportError(f"no {name} is attached to it")
    try:
        conditions = making.read(named[DRAWING].content)
    except (ValueError, KeyError, TypeError) as error:
        raise NotAReportError(f"its {DRAWING} cannot be read") from error
    kept = tuple(f for f in files if f.name != DRAWING and not _DRAWN.match(f.name))
    return Unpacked(named[EVIDENCE].content, _with(conditions, kept))


def _with(conditions: Making, files: tuple[Enclosed, ...]) -> Making:
    return Making(
        conditions.verify_at,
        conditions.seal,
        conditions.fonts,
        conditions.own_fonts,
        conditions.tools,
        files,
    )


def _files(pdf: bytes) -> list[Enclosed]:
    with Pdf.open(BytesIO(pdf)) as opened:
        names = opened.Root.Names.EmbeddedFiles.Names
        if len(names) > 2 * MAX_FILES:
            raise ValueError("too many files are attached")
        return [_file(names[at]) for at in range(1, len(names), 2)]


def _file(found: Any) -> Enclosed:
    if not isinstance(found, Dictionary):
        raise TypeError("an attachment is none")
    content = found.EF.F
    return Enclosed(
        name=str(found.UF),
        media_type=str(content.Subtype).removeprefix("/"),
        content=content.read_bytes(),
        words=str(found.Desc),
    )


def number_of(pdf: bytes) -> str:
    """The document number that the metadata state; empty when there is none."""
    try:
        with Pdf.open(BytesIO(pdf)) as opened:
            packet = bytes(opened.Root.Metadata.read_bytes())
    except (PdfError, ValueError, AttributeError, KeyError):
        return ""
    found = re.search(rb"<hm:DocumentNumber>([\w-]{1,40})</hm:DocumentNumber>", packet)
    return found[1].decode() if found else ""
