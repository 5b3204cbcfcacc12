"""Untrusted text on its way to paper.

Whatever people typed is printed as text: no markup is read, no character is dropped
in silence, and every length has a limit that the page itself states.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

from reports.pdf import fonts

MAX_PARAGRAPH: Final = 4_000  # characters of one comment or reason in running text
MAX_LINE_BREAKS: Final = 60  # a text of empty lines must not fill a volume
MAX_CELL_LINES: Final = 40  # a row is never higher than a page
MAX_CELL: Final = 8_000  # characters that are laid out to fill these lines
MAX_BOXED: Final = 600  # a box stays on one page
MAX_TITLE: Final = 160  # characters of a name in a title

_JOINTS: Final = frozenset("._-/,:@")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str, font: str = fonts.REGULAR) -> str:
    """Show what has no picture as its code point, direction marks included."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(_shown(character, font) for character in composed)


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


def paragraph(
    text: str, font: str, size: float, room: float, limit: int = MAX_PARAGRAPH
) -> list[str]:
    """Running text as lines: limited, with the line breaks that were typed."""
    typed = shortened(text, limit).splitlines() or [""]
    kept = typed[:MAX_LINE_BREAKS]
    if len(typed) > len(kept):
        kept.append(f"… ({len(typed) - len(kept):,} more lines)")
    return [line for words in kept for line in wrapped(words, font, size, room)]


def clipped(text: str, font: str, size: float, room: float) -> str:
    """One line that fits, with an ellipsis when it had to be cut."""
    whole = one_line(text[:MAX_PARAGRAPH], font)
    first, *rest = _lines(whole, font, size, room, 1)
    return f"{first.rstrip()[:-1]}…" if rest else first


def wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """Break text into lines that fit; a word longer than a line is broken inside.

    A line that breaks between words keeps its blank: joined, the lines are the text.
    """
    return _lines(one_line(text, font), font, size, room, None)


def cell(text: str, font: str, size: float, room: float) -> list[str]:
    """The same for a place that must stay on one page; says how much is missing."""
    whole = one_line(text, font)
    lines = _lines(whole[:MAX_CELL], font, size, room, MAX_CELL_LINES)
    if len(lines) <= MAX_CELL_LINES and len(whole) <= MAX_CELL:
        return lines
    kept = lines[: MAX_CELL_LINES - 1]
    missing = len(whole) - sum(map(len, kept))
    return [*kept, f"… ({missing:,} more characters)"]


def _lines(
    text: str, font: str, size: float, room: float, most: int | None
) -> list[str]:
    """Stops one line after `most`."""
    lines: list[str] = []
    used = 0.0
    blank = fonts.width(" ", font, size)
    for word, length, is_rest in _pieces(text, font, size, room):
        if lines and not is_rest and used + blank + length <= room:
            lines[-1] += f" {word}"
            used += blank + length
            continue
        if lines and not is_rest:
            lines[-1] += " "
        if most is not None and len(lines) > most:
            break
        lines.append(word)
        used = length
    return lines or [""]


def _pieces(
    text: str, font: str, size: float, room: float
) -> Iterator[tuple[str, float, bool]]:
    """Words with their widths, and whether it is the rest of the one before."""
    for word in text.split(" "):
        length = fonts.width(word, font, size)
        if length <= room:
            yield word, length, False
            continue
        pieces = _broken(word, font, size, room)
        for number, (piece, extent) in enumerate(pieces):
            yield piece, extent, number > 0


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


def number(value: int) -> str:
    """Thousands with a comma, as on the pages of the product."""
    return f"{value:,}"
