"""Right to left on a left-to-right line: the order on paper, and joined letters.

What names need of Unicode's bidirectional algorithm (UAX 9): the line runs left to
right, a stretch from its first right-to-left letter to its last is turned round, and
numbers in it keep their order. Direction marks never arrive here: they are printed as
code points, so that no text can reorder its neighbours.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final

_KINDS: Final = {"R": "R", "AL": "R", "L": "L", "EN": "N", "AN": "N", "NSM": "M"}
_STRETCH: Final = re.compile("R(?:[^L]*[RM])?")
_NUMBER: Final = re.compile(r"\d+(?:[.,:/]\d+)*")
_MIRRORED: Final = str.maketrans("()[]{}<>«»", ")(][}{><»«")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Letters as they are drawn, and as they are read where that differs."""

    drawn: str
    spoken: str = ""


def stretches(line: str, has: Callable[[str], bool]) -> Iterator[Stretch]:
    """The line in pieces of one direction, from left to right.

    `has` tells which letters can be drawn; one whose joined shape cannot stays alone.
    """
    kinds = "".join(_KINDS.get(unicodedata.bidirectional(c), "O") for c in line)
    done = 0
    for found in _STRETCH.finditer(kinds):
        if found.start() > done:
            yield Stretch(line[done : found.start()])
        spoken = line[found.start() : found.end()]
        yield Stretch(_turned(_joined(spoken, has)), spoken)
        done = found.end()
    if done < len(line):
        yield Stretch(line[done:])


def _turned(text: str) -> str:
    """Backwards by cluster, so that a mark stays behind its letter."""
    clusters: list[str] = []
    for character in text:
        if clusters and unicodedata.combining(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    backwards = "".join(reversed(clusters)).translate(_MIRRORED)
    return _NUMBER.sub(lambda number: number[0][::-1], backwards)


def _joined(text: str, has: Callable[[str], bool]) -> str:
    """Arabic letters in the shapes they take beside one another."""
    if not any("\u0600" <= c <= "\u08ff" for c in text):
        return text
    joined = str(_shaper().reshape(text))
    return joined if all(map(has, joined)) else text


@cache
def _shaper() -> Any:
    reshaper = import_module("arabic_reshaper")  # few reports need it
    # Whole words as one letter stand in few fonts.
    wanted = {"delete_harakat": False, "ARABIC LIGATURE ALLAH": False}
    return reshaper.ArabicReshaper(configuration=wanted)
