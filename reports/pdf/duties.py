"""Who did what with which version, as letters in a grid; a conflict is a red square."""

from collections.abc import Mapping, Sequence
from typing import Final

from reports.pdf import fonts, theme
from reports.pdf.block import Block
from reports.pdf.charts import clipped
from reports.pdf.marks import draw_shape
from reports.pdf.pen import TICK, Face, Point, fill, rule, write

ROW: Final = 18.0
HEAD: Final = 22.0
LEFT: Final = 110.0
MOST_ROWS: Final = 24
MOST_COLUMNS: Final = 8
NAME: Final = Face(fonts.MEDIUM, 7.8, theme.INK)
CELL: Final = Face(fonts.REGULAR, 7.6, theme.INK)
BAD: Final = Face(fonts.MEDIUM, 7.6, theme.TONES["not_met"].ink)

Cells = Mapping[tuple[str, str], str]  # (person, version) to words


class Duties(Block):
    """People by versions. `conflicts` are the (person, version) drawn in red."""

    def __init__(
        self, versions: Sequence[str], cells: Cells, conflicts: set[tuple[str, str]]
    ) -> None:
        super().__init__()
        self.versions = tuple(versions)[:MOST_COLUMNS]
        shown = {who for who, version in cells if version in self.versions}
        self.people = sorted(shown)[:MOST_ROWS]
        self.cells = cells
        self.conflicts = conflicts
        self.spaceAfter = 10
        told = [
            f"{who}, {version}: {words}{' (conflict)' if key in conflicts else ''}"
            for key, words in sorted(cells.items())
            for who, version in [key]
            if who in self.people and version in self.versions
        ]
        self.alt = f"Who did what with which version. {'; '.join(told)}."

    def measured(self, room: float, left: float) -> tuple[float, float]:
        return room, HEAD + ROW * len(self.people)

    def draw(self) -> None:
        step = (self.width - LEFT) / max(len(self.versions), 1)
        for at, version in enumerate(self.versions):
            words = clipped(version, TICK, step - 8)
            write(self.canv, TICK, (LEFT + at * step + 6, self.height - 13), words)
        rule(self.canv, (0, self.height - HEAD), self.width, theme.NAVY, 0.6)
        for at, person in enumerate(self.people):
            self._draw_row(person, self.height - HEAD - ROW * (at + 1), step)

    def _draw_row(self, person: str, y: float, step: float) -> None:
        write(self.canv, NAME, (0, y + 5.6), clipped(person, NAME, LEFT - 10))
        for at, version in enumerate(self.versions):
            words = self.cells.get((person, version), "")
            if words:
                bad = (person, version) in self.conflicts
                self._draw_cell(words, (LEFT + at * step, y), step, bad=bad)
        rule(self.canv, (0, y), self.width)

    def _draw_cell(self, words: str, at: Point, step: float, *, bad: bool) -> None:
        x, y = at
        tone = theme.TONES["not_met"]
        ground = tone.ground if bad else theme.PANEL
        fill(self.canv, (x + 1, y + 1.5), (step - 2, ROW - 3), ground)
        if bad:
            draw_shape(self.canv, tone, (x + 8, y + ROW / 2))
        face = BAD if bad else CELL
        room = step - (20 if bad else 10)
        start = x + (14 if bad else 6)
        write(self.canv, face, (start, y + 5.6), clipped(words, face, room))
