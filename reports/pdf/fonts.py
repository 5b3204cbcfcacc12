"""The letters of the reports: Fira Sans and IBM Plex Mono, from wheels, embedded."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reports.pdf import bidi, fallback

LIGHT: Final = "FiraSans-Light"
REGULAR: Final = "FiraSans-Regular"
MEDIUM: Final = "FiraSans-Medium"
BOLD: Final = "FiraSans-SemiBold"
ITALIC: Final = "FiraSans-Italic"
MONO: Final = "IBMPlexMono-Regular"

PACKAGES: Final = {
    LIGHT: "fontpkg_fira_sans",
    REGULAR: "fontpkg_fira_sans",
    MEDIUM: "fontpkg_fira_sans",
    BOLD: "fontpkg_fira_sans",
    ITALIC: "fontpkg_fira_sans",
    MONO: "fontpkg_ibm_plex_mono",
}


class FontMissingError(Exception):
    """A package that carries the letters is not installed; the message names it."""


@cache
def register() -> None:
    """Tell ReportLab the fonts, once in a process; its registry is global."""
    for name in PACKAGES:
        pdfmetrics.registerFont(TTFont(name, str(_file_of(name))))


def _file_of(name: str) -> Path:
    package = PACKAGES[name]
    try:
        found = Path(str(files(package).joinpath("files", f"{name}.ttf")))
    except ModuleNotFoundError as error:
        raise _missing(name, package) from error
    if not found.exists():
        raise _missing(name, package)
    return found


def _missing(name: str, package: str) -> FontMissingError:
    wheel = package.replace("_", "-")
    return FontMissingError(
        f"The font {name} is missing: install the Python package {wheel}."
    )


@cache
def own(name: str) -> fallback.FontFile:
    """One of the fonts above, with the digest of its file."""
    content = _file_of(name).read_bytes()
    return fallback.FontFile(name, hashlib.sha256(content).hexdigest())


def everything() -> tuple[fallback.FontFile, ...]:
    """All of the fonts above; each document names them."""
    return tuple(own(name) for name in sorted(PACKAGES))


@cache
def _glyphs(font: str) -> frozenset[int]:
    register()
    found = pdfmetrics.getFont(font)
    if not isinstance(found, TTFont):
        raise TypeError(f"{font} is not one of the fonts of the reports")
    return fallback.drawable(found)


def covers(font: str, character: str) -> bool:
    """Whether the font, or one that stands in for it, has a picture of this."""
    return ord(character) in _glyphs(font) or fallback.face_for(character) is not None


class _Advances(dict[str, float]):
    """How far each character of a font moves on, in ems; measured when first asked."""

    def __init__(self, font: str) -> None:
        super().__init__()
        self.font = font

    def __missing__(self, character: str) -> float:
        if ord(character) not in _glyphs(self.font):
            raise KeyError(character)
        advance = pdfmetrics.stringWidth(character, self.font, 1000) / 1000
        self[character] = advance
        return advance


@cache
def _advances(font: str) -> _Advances:
    return _Advances(font)


def width(text: str, font: str, size: float) -> float:
    """Printed width in points; sums cached advances, as ReportLab knows no kerning."""
    try:
        return sum(map(_advances(font).__getitem__, text)) * size
    except KeyError:
        pieces = (piece for run in runs(text, font) for piece in run.pieces)
        return sum(pdfmetrics.stringWidth(words, face, size) for face, words in pieces)


class Run:
    """A stretch of a line: letters in the order of the paper, by font.

    `spoken` is the text in the order of reading where the two differ, else empty.
    """

    __slots__ = ("pieces", "spoken")

    def __init__(self, pieces: list[tuple[str, str]], spoken: str) -> None:
        self.pieces = pieces
        self.spoken = spoken


def is_plain(text: str, font: str) -> bool:
    """Whether the font alone draws it from left to right."""
    return text.isascii() or _glyphs(font).issuperset(map(ord, text))


def runs(text: str, font: str) -> list[Run]:
    """Cut a line by direction and by the font that has its letters."""
    if is_plain(text, font):
        return [Run([(font, text)], "")]
    found = bidi.stretches(text, lambda letter: covers(font, letter))
    return [Run(_by_font(each.drawn, font), each.spoken) for each in found]


def _by_font(text: str, font: str) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    glyphs = _glyphs(font)
    for character in text:
        face = font
        if ord(character) not in glyphs:
            face = fallback.face_for(character) or font
        if pieces and (pieces[-1][0] == face or character == " "):
            pieces[-1] = pieces[-1][0], pieces[-1][1] + character
        else:
            pieces.append((face, character))
    return pieces
