"""Numbers and lists in sentences, the same in every kind."""

from collections.abc import Sequence
from typing import Final

ERASED: Final = "(erased)"  # as governance shows what was erased
REASONS_FROM: Final = 10  # characters that make a reason, as everywhere in the product
NAMED: Final = 5  # of a list in a sentence; tables name all


def is_reason(why: str) -> bool:
    """Whether a reason was given; one that was erased later was given too."""
    return len(why) >= REASONS_FROM or why == ERASED


def counted(count: int, noun: str, nouns: str = "") -> str:
    """One review, 2 reviews; `nouns` where an s is not enough."""
    if count == 1:
        return f"one {noun}"
    return f"{count:,} {nouns or f'{noun}s'}"


def listed(words: Sequence[str]) -> str:
    """The first five, and how many more there are."""
    more = len(words) - NAMED
    told = ", ".join(words[:NAMED])
    return f"{told} and {more:,} more" if more > 0 else told


def begun(words: str) -> str:
    """As the beginning of a sentence; names inside keep their letters."""
    return words[:1].upper() + words[1:]
