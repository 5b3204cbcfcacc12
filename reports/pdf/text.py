"""Untrusted text on its way to paper.

Whatever people typed is printed as text: no markup is read, no character is dropped
in silence, and every length has a limit that the page itself states.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from reports.pdf import fonts

MAX_PARAGRAPH: Final = 4_000  # characters of one comment or reason in running text
MAX_LINE_BREAKS: Final = 60  # a text of empty lines must not fill a volume
MAX_CELL_LINES: Final = 40  # a row is never higher than a page
MAX_BOXED: Final = 600  # a box stays on one page
MAX_TITLE: Final = 160  # characters of a name in a title

_JOINTS: Final = frozenset("._-/,:@")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str, font: str = fonts.REGULAR) -> str:
    """Show what has no picture as its code point, direction marks included."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character, font) for character in text)


def _shown(character: str, font: str) -> str:
    if character == "\u00a0":
        return character
    if unicodedata.category(character) in _INVISIBLE or not fonts.covers(
        font, character
    ):
        return f"[U+{ord(character):04X}]"
    return character


def one_line(text: str, font: str = fonts.REGULAR) -> str:
    """White space becomes single blanks, as in every table and title."""
    return visible(" ".join(text.split()), font)


def shortened(text: str, limit: int) -> str:
    """Cut at the limit and say how much is missing."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]} … ({len(text) - limit:,} more characters)"


def title(text: str, font: str = fonts.REGULAR) -> str:
    """A name for a heading: one line, limited, escaped."""
    return escape(one_line(shortened(text, MAX_TITLE), font))


def markup(text: str, font: str = fonts.REGULAR, limit: int = MAX_PARAGRAPH) -> str:
    """Running text for a paragraph: escaped, limited, line breaks kept."""
    lines = shortened(text, limit).splitlines()
    kept = lines[:MAX_LINE_BREAKS]
    if len(lines) > len(kept):
        kept.append(f"… ({len(lines) - len(kept):,} more lines)")
    return "<br/>".join(escape(visible(line, font)) for line in kept)


def wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """Break text into lines that fit; a word longer than a line is broken inside."""
    lines: list[str] = []
    used = 0.0
    blank = fonts.width(" ", font, size)
    for word, length in _pieces(one_line(text, font), font, size, room):
        if lines and used + blank + length <= room:
            lines[-1] += f" {word}"
            used += blank + length
            continue
        lines.append(word)
        used = length
    return lines or [""]


def _pieces(
    text: str, font: str, size: float, room: float
) -> Iterator[tuple[str, float]]:
    for word in text.split(" "):
        length = fonts.width(word, font, size)
        if length <= room:
            yield word, length
        else:
            yield from _broken(word, font, size, room)


def _broken(
    word: str, font: str, size: float, room: float
) -> Iterator[tuple[str, float]]:
    """Break behind a joint of an identifier when there is one, else anywhere."""
    start, used, joint = 0, 0.0, 0
    for at, character in enumerate(word):
        step = fonts.width(character, font, size)
        if used + step > room and at > start:
            end = joint if joint > start else at
            piece = word[start:end]
            yield piece, room  # so that nothing joins its line
            used = fonts.width(word[end:at], font, size)
            start = end
        if character in _JOINTS:
            joint = at + 1
        used += step
    yield word[start:], used


def limited(lines: list[str], limit: int = MAX_CELL_LINES) -> list[str]:
    """Keep a cell on one page and say in its last line how much is missing."""
    if len(lines) <= limit:
        return lines
    missing = sum(len(line) for line in lines[limit - 1 :])
    return [*lines[: limit - 1], f"… ({missing:,} more characters)"]


def number(value: int) -> str:
    """Thousands with a comma, as on the pages of the product."""
    return f"{value:,}"
