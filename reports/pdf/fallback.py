"""Fonts of the machine for names in scripts that the reports' own fonts lack.

Only TrueType outlines can be embedded, so the files are named here one by one. Which of
them a document used is written into it, name and digest; drawing it again elsewhere
uses exactly those, or says which is missing.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts")
NAMES: Final = (  # the first that has the character draws it
    "DejaVuSans",  # Hebrew, Arabic, Armenian, Georgian, Lao, N'Ko, Tifinagh
    "DroidSansFallbackFull",  # Han, Kana
    "NanumGothic",  # Hangul
    "NotoSansHebrew-Regular",
    "NotoSansArabic-Regular",
    "NotoSansArmenian-Regular",
    "NotoSansGeorgian-Regular",
    "NotoSansDevanagari-Regular",
    "NotoSansBengali-Regular",
    "NotoSansTamil-Regular",
    "NotoSansThai-Regular",
    "NotoSansKhmer-Regular",
    "NotoSansEthiopic-Regular",
)
HIGHEST: Final = 0xFFFF


@dataclass(frozen=True)
class FontFile:
    """A font by its name and the SHA-256 of its file."""

    name: str
    sha256: str


class FontAbsentError(Exception):
    """A font that the document was drawn with is not here; the message names it."""


class Choice:
    """The fonts that may stand in during one drawing."""

    def __init__(self, fonts: Iterable[FontFile] | None = None) -> None:
        self._fonts = None if fonts is None else tuple(fonts)
        self._faces: dict[str, str | None] = {}

    @property
    def fonts(self) -> tuple[FontFile, ...]:
        """Those given, or all that the machine has; looked up when first needed."""
        return installed() if self._fonts is None else self._fonts

    def face_for(self, character: str) -> str | None:
        if character not in self._faces:
            self._faces[character] = self._find(ord(character))
        return self._faces[character]

    def _find(self, code: int) -> str | None:
        for font in self.fonts:
            if code in _glyphs(font):
                return _face(font)
        return None


_CHOICE: ContextVar[Choice | None] = ContextVar("fonts that may stand in", default=None)


def face_for(character: str) -> str | None:
    """The name ReportLab knows it by, of the first font with this character."""
    choice = _CHOICE.get()
    if choice is None:
        choice = Choice()
        _CHOICE.set(choice)
    return choice.face_for(character)


@contextmanager
def choosing(fonts: Iterable[FontFile] | None) -> Iterator[None]:
    """Draw with these, or with what the machine has; raises FontAbsentError."""
    choice = Choice(fonts)
    if fonts is not None:
        for font in choice.fonts:
            _require(font)
    token = _CHOICE.set(choice)
    try:
        yield
    finally:
        _CHOICE.reset(token)


def _require(font: FontFile) -> None:
    if font in installed():
        return
    known = {each.name for each in installed()}
    how = "another version is here" if font.name in known else "it is not here"
    raise FontAbsentError(
        f"the font {font.name} (SHA-256 {font.sha256}) drew a part of it; {how}"
    )


def among(names: Iterable[str]) -> tuple[FontFile, ...]:
    """Those of these names that are fonts of the machine, in their order."""
    known = set(names)
    return tuple(font for font in installed() if font.name in known) if known else ()


@cache
def installed() -> tuple[FontFile, ...]:
    """Those of NAMES that this machine has, in their order."""
    return tuple(FontFile(name, _digest(file)) for name, file in _files().items())


@cache
def _files() -> dict[str, Path]:
    found = {
        file.stem: file
        for folder in FOLDERS
        for file in sorted(Path(folder).rglob("*.ttf"))
        if file.stem in NAMES
    }
    return {name: found[name] for name in NAMES if name in found}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@cache
def _loaded(font: FontFile) -> TTFont | None:
    """None when its outlines or its licence do not let it be embedded."""
    try:
        return TTFont(font.name, str(_files()[font.name]))
    except TTFError:
        return None


def drawable(font: TTFont) -> frozenset[int]:
    """The characters of a font; ReportLab cannot name those of the upper planes."""
    return frozenset(code for code in font.face.charToGlyph if code <= HIGHEST)


@cache
def _face(font: FontFile) -> str:
    pdfmetrics.registerFont(_loaded(font))
    return font.name


@cache
def _glyphs(font: FontFile) -> frozenset[int]:
    found = _loaded(font)
    return drawable(found) if found else frozenset()
