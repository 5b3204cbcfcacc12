"""Reading a PDF back: its words, its titles, its bookmarks."""

import re
from io import BytesIO, StringIO

from pdfminer.high_level import extract_text_to_fp
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser


def text(pdf: bytes) -> str:
    """All text in the order it was drawn, without any white space.

    Lines are broken for the page; phrases are compared by `tells`.
    """
    out = StringIO()
    extract_text_to_fp(BytesIO(pdf), out, laparams=None)
    return squeezed(out.getvalue())


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def tells(pdf: bytes, *phrases: str) -> bool:
    """Whether every phrase stands in the document."""
    found = text(pdf)
    missing = [phrase for phrase in phrases if squeezed(phrase) not in found]
    assert missing == []
    return True


def document(pdf: bytes) -> PDFDocument:
    return PDFDocument(PDFParser(BytesIO(pdf)))


def about(pdf: bytes) -> dict[str, str]:
    """Title, author and dates."""
    (found,) = document(pdf).info
    return {k: _text(v) for k, v in found.items() if isinstance(v, bytes)}


def _text(value: bytes) -> str:
    encoding = "utf-16" if value.startswith(b"\xfe\xff") else "latin-1"
    return value.decode(encoding)


def bookmarks(pdf: bytes) -> list[str]:
    return [str(title) for _, title, *_ in document(pdf).get_outlines()]


def raw(pdf: bytes) -> str:
    """The text as the file has it, one blank for each of its white spaces."""
    out = StringIO()
    extract_text_to_fp(BytesIO(pdf), out, laparams=None)
    return re.sub(r"\s+", " ", out.getvalue())
