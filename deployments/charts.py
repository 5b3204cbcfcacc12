"""Geometry of the monitoring charts: numbers in, coordinates out; pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 332.0, 140.0
LEFT, TOP, RIGHT, BOTTOM = 40.0, 8.0, 330.0, 118.0
STEPS = (1, 2, 5)
SMALLEST = 1e-3  # what is below is drawn as nothing


@dataclass(frozen=True)
class Tick:
    """A line of the grid with its number."""

    y: str
    text_y: str
    text: str


@dataclass(frozen=True)
class Bar:
    """One bar and what it says on hovering."""

    x: str
    y: str
    width: str
    height: str
    title: str


@dataclass(frozen=True)
class Chart:
    """Everything a template needs to draw one chart."""

    label: str
    ticks: list[Tick]
    bars: list[Bar]
    line: str
    first: str
    last: str


def bars(
    values: Sequence[float], titles: Sequence[str], label: str, ends: tuple[str, str]
) -> Chart:
    """One bar for each value."""
    top = _round_up(max(values, default=0))
    step = (RIGHT - LEFT) / max(len(values), 1)
    drawn = [
        Bar(
            x=_text(LEFT + at * step),
            y=_text(_y(value, top)),
            width=_text(step * 0.8),
            height=_text(BOTTOM - _y(value, top)),
            title=title,
        )
        for at, (value, title) in enumerate(zip(values, titles, strict=True))
    ]
    return Chart(label, _ticks(top), drawn, "", *ends)


def line(values: Sequence[float | None], label: str, ends: tuple[str, str]) -> Chart:
    """A line through the values that are there."""
    known = [value for value in values if value is not None]
    top = _round_up(max(known, default=0))
    step = (RIGHT - LEFT) / max(len(values) - 1, 1)
    points = [
        f"{_text(LEFT + at * step)},{_text(_y(value, top))}"
        for at, value in enumerate(values)
        if value is not None
    ]
    return Chart(label, _ticks(top), [], " ".join(points), *ends)


def _round_up(value: float) -> float:
    """The next of 1, 2, 5 times a power of ten, so that ticks are round numbers."""
    if value < SMALLEST:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(top for step in (*STEPS, 10) if (top := power * step) >= value)


def _ticks(top: float) -> list[Tick]:
    shares = (0.0, 0.5, 1.0)
    places = [(_y(top * share, top), top * share) for share in shares]
    return [Tick(_text(y), _text(y + 4), f"{value:g}") for y, value in places]


def _y(value: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _text(number: float) -> str:
    return f"{number:.1f}"
