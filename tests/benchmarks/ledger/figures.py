"""What a benchmark prints: one JSON line for each figure, and a table at the end."""

import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

AT_MOST, AT_LEAST = "<=", ">="
COLUMNS = ("name", "metric", "value", "budget", "ok")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. Without a budget it is reported only, and ok is None."""

    name: str
    metric: str
    value: float
    budget: str = ""
    ok: bool | None = None


def at_most(name: str, metric: str, value: float, budget: float) -> Figure:
    """A figure that should not be larger."""
    return Figure(name, metric, value, f"{AT_MOST} {budget:,g}", value <= budget)


def at_least(name: str, metric: str, value: float, budget: float) -> Figure:
    """A figure that should not be smaller."""
    return Figure(name, metric, value, f"{AT_LEAST} {budget:,g}", value >= budget)


def say(figures: Iterable[Figure]) -> None:
    """One JSON line each, at once: what was measured stays when a later part fails."""
    for figure in figures:
        sys.stdout.write(json.dumps(asdict(figure)) + "\n")
    sys.stdout.flush()


def parse(line: str) -> Figure | None:
    """The figure of a line; None for any other line."""
    if not line.startswith('{"name"'):
        return None
    return Figure(**json.loads(line))


def note(text: str) -> None:
    """A line for the person who waits."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def table(figures: Sequence[Figure]) -> str:
    """All figures as text; the columns are as wide as they must be."""
    rows = [COLUMNS, *(_cells(figure) for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    pairs = [zip(row, widths, strict=True) for row in rows]
    return "\n".join("  ".join(f"{c:<{w}}" for c, w in pair).rstrip() for pair in pairs)


def _cells(figure: Figure) -> tuple[str, str, str, str, str]:
    ok = {None: "", True: "yes", False: "MISSED"}[figure.ok]
    digits = f"{figure.value:,.0f}" if figure.value >= 1000 else f"{figure.value:,.3g}"
    return figure.name, figure.metric, digits, figure.budget, ok


def machine() -> str:
    """What the figures were measured on, and what else it was doing."""
    model = platform.processor() or platform.machine()
    for line in _lines(Path("/proc/cpuinfo")):
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores ({model}), Python {platform.python_version()}, {load()}"


def load() -> str:
    """The load average, which says how far to trust a figure."""
    return "load average " + " ".join(f"{each:.2f}" for each in os.getloadavg())


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []
