"""What a document is drawn from beside its evidence: the place, the seal, the fonts.

All of it is written into the document as drawing.json, so that whoever draws it again
does so under the same conditions, or is told which of them is missing.
"""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import pikepdf
import reportlab

from reports.pdf import fallback
from reports.pdf.fallback import FontFile

CODE_DIGITS: Final = 20  # hex digits of the evidence in the code on the cover


@dataclass(frozen=True)
class Seal:
    """Whose certificate seals the document, and its SHA-256."""

    subject: str
    sha256: str


@dataclass(frozen=True)
class Enclosed:
    """A file that travels inside the document."""

    name: str
    media_type: str
    content: bytes
    words: str


@dataclass(frozen=True)
class Making:
    """The conditions of one drawing; `fonts` is None until it is known which."""

    verify_at: str = ""
    seal: Seal | None = None
    fonts: tuple[FontFile, ...] | None = None
    own_fonts: tuple[FontFile, ...] = ()
    tools: tuple[tuple[str, str], ...] = ()
    files: tuple[Enclosed, ...] = ()

    def address(self, number: str, evidence: str) -> str:
        """What the code on the cover says: where to ask, and about what."""
        return f"{self.verify_at}{number}/{evidence[:CODE_DIGITS]}/"


def tools() -> tuple[tuple[str, str], ...]:
    """What turns evidence into bytes here, by version."""
    return (
        ("pikepdf", pikepdf.__version__),
        ("qpdf", pikepdf.__libqpdf_version__),
        ("reportlab", reportlab.__version__),
        ("zlib", zlib.ZLIB_RUNTIME_VERSION),
    )


_MAKING: ContextVar[Making | None] = ContextVar("how documents are drawn", default=None)


def current() -> Making:
    """The conditions of the drawing that goes on."""
    return _MAKING.get() or Making()


@contextmanager
def under(making: Making) -> Iterator[None]:
    """Lay out and draw under these conditions; raises FontAbsentError."""
    token = _MAKING.set(making)
    try:
        with fallback.choosing(making.fonts):
            yield
    finally:
        _MAKING.reset(token)


def written(making: Making) -> bytes:
    """As drawing.json; the enclosed files speak for themselves."""
    told = asdict(replace(making, files=()))
    del told["files"]
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


def read(content: bytes) -> Making:
    """From drawing.json; raises ValueError, KeyError or TypeError."""
    value = json.loads(content)
    seal = value["seal"]
    return Making(
        verify_at=_text(value["verify_at"]),
        seal=Seal(_text(seal["subject"]), _text(seal["sha256"])) if seal else None,
        fonts=_fonts(value["fonts"]),
        own_fonts=_fonts(value["own_fonts"]),
        tools=tuple((_text(name), _text(version)) for name, version in value["tools"]),
    )


def _fonts(value: Any) -> tuple[FontFile, ...]:
    return tuple(FontFile(_text(f["name"]), _text(f["sha256"])) for f in value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.60} is no text")
    return value
