"""Reads the tables of docs/access-model.md: the expected cells come from the page."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "access-model.md"
Row = dict[str, str]


def table(heading: str) -> list[Row]:
    """The rows of the first table below a heading, by column name."""
    text = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1]
    lines = [line for line in text.split("\n## ", 1)[0].splitlines() if line[:1] == "|"]
    names, _, *rows = [_cells(line) for line in lines]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
