"""The letters of the reports: Fira Sans and IBM Plex Mono, from wheels, embedded."""

from functools import cache
from importlib.resources import files
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

LIGHT: Final = "FiraSans-Light"
REGULAR: Final = "FiraSans-Regular"
MEDIUM: Final = "FiraSans-Medium"
BOLD: Final = "FiraSans-SemiBold"
ITALIC: Final = "FiraSans-Italic"
MONO: Final = "IBMPlexMono-Regular"

_PACKAGES: Final = {
    LIGHT: "fontpkg_fira_sans",
    REGULAR: "fontpkg_fira_sans",
    MEDIUM: "fontpkg_fira_sans",
    BOLD: "fontpkg_fira_sans",
    ITALIC: "fontpkg_fira_sans",
    MONO: "fontpkg_ibm_plex_mono",
}


@cache
def register() -> None:
    """Tell ReportLab the fonts, once in a process; its registry is global."""
    for name, package in _PACKAGES.items():
        path = files(package).joinpath("files", f"{name}.ttf")
        pdfmetrics.registerFont(TTFont(name, str(path)))
        pdfmetrics.registerFontFamily(
            name, normal=name, bold=name, italic=name, boldItalic=name
        )


@cache
def _glyphs(font: str) -> frozenset[int]:
    register()
    found = pdfmetrics.getFont(font)
    if not isinstance(found, TTFont):
        raise TypeError(f"{font} is not one of the fonts of the reports")
    return frozenset(found.face.charToGlyph)


def covers(font: str, character: str) -> bool:
    """Whether the font has a picture of this character."""
    return ord(character) in _glyphs(font)


class _Advances(dict[str, float]):
    """How far each character of a font moves on, in ems; measured when first asked."""

    def __init__(self, font: str) -> None:
        super().__init__()
        self.font = font

    def __missing__(self, character: str) -> float:
        register()
        advance = pdfmetrics.stringWidth(character, self.font, 1000) / 1000
        self[character] = advance
        return advance


@cache
def _advances(font: str) -> _Advances:
    return _Advances(font)


def width(text: str, font: str, size: float) -> float:
    """Printed width in points; sums cached advances, as ReportLab knows no kerning."""
    return sum(map(_advances(font).__getitem__, text)) * size
