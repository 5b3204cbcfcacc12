"""Tables from outside, as CSV: read as a stream, checked, and summed up by column."""

import codecs
import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from governance.exceptions import InvalidInput

MAX_COLUMNS = 2000
MAX_COLUMN_NAME = 100
MAX_VALUES = 50
MAX_RECORD_BYTES = 2**20  # one row, however many line breaks stand in its quotes
MAX_CELLS = 10_000_000  # about half a minute of one thread of the web
MAX_BLANK_LINES = 1000
MAX_DIGITS = 100  # no measurement is longer; the text of one may be


@dataclass(slots=True)
class Column:
    """What is counted about one column while the rows go by."""

    name: str
    count: int = 0
    missing: int = 0
    is_number: bool = True
    least: float = math.inf
    most: float = -math.inf
    mean: float = 0.0
    squares: float = 0.0
    values: set[int] = field(default_factory=set)

    def add(self, text: str) -> None:
        """One cell. Mean and variance by Welford's running sums.

        Distinct values are known by their hash: a cell may hold 128 KiB of text.
        """
        if len(self.values) <= MAX_VALUES:
            self.values.add(hash(text))
        if not text:
            self.missing += 1
            return
        self.count += 1
        if self.is_number:
            self._add_number(text)

    def _add_number(self, text: str) -> None:
        number = _number(text)
        if number is None:
            self.is_number = False
            return
        self.least, self.most = min(self.least, number), max(self.most, number)
        step = number - self.mean
        self.mean += step / self.count
        self.squares += step * (number - self.mean)

    def facts(self) -> dict[str, Any]:
        """The statistics that are kept: measurements as text."""
        found: dict[str, Any] = {"name": self.name, "missing": self.missing}
        if len(self.values) <= MAX_VALUES:
            found["distinct"] = len(self.values)
        if not self.is_number or not self.count:
            return found | {"type": "text"}
        ends = {"type": "number", "min": repr(self.least), "max": repr(self.most)}
        return found | ends | self._middle()

    def _middle(self) -> dict[str, str]:
        """Mean and spread; nothing when the sums ran over what a number can hold."""
        if not (math.isfinite(self.mean) and math.isfinite(self.squares)):
            return {}
        spread = math.sqrt(self.squares / self.count)
        return {"mean": f"{self.mean:.6g}", "std": f"{spread:.6g}"}


@dataclass(frozen=True)
class Facts:
    """How many rows a table has, and what its columns hold."""

    rows: int
    columns: list[dict[str, Any]]


def describe(file: IO[bytes]) -> Facts:
    """Read the whole table; InvalidInput names the line or the limit that is wrong."""
    lines = _lines(file)
    columns = [Column(name) for name in _header(lines)]
    most, count = MAX_CELLS // len(columns), 0
    for row in lines:
        count += 1
        if count > most:
            raise _too_many(len(columns), most)
        _same_width(row, len(columns), count + 1)
        for column, cell in zip(columns, row, strict=True):
            column.add(cell)
    if not count:
        raise InvalidInput("file", "The table has a header but no rows.")
    return Facts(count, [column.facts() for column in columns])


def rows_at(file: IO[bytes], places: Sequence[int]) -> list[list[str]]:
    """The rows with these numbers, counted from 0, in the order of the table."""
    lines, wanted = _lines(file), set(places)
    next(lines)
    return [row for place, row in enumerate(lines) if place in wanted]


def _lines(file: IO[bytes]) -> Iterator[list[str]]:
    source, blank = _Source(file), 0
    try:
        for row in csv.reader(source, strict=True):
            source.begin()
            if row:
                yield row
                continue
            blank += 1
            if blank > MAX_BLANK_LINES:
                raise InvalidInput("file", f"Over {MAX_BLANK_LINES:,} lines are blank.")
    except UnicodeDecodeError as error:
        raise InvalidInput("file", "The file is not text in UTF-8.") from error
    except csv.Error as error:
        raise InvalidInput("file", f"The file is not a CSV table: {error}.") from error


class _Source:
    """Lines as text, one in memory at a time, with a limit on each record.

    The CSV reader takes line after line until the quotes of a record are closed, so the
    limit is on the bytes since the last record. A byte order mark is dropped.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._mark = codecs.BOM_UTF8
        self._left = MAX_RECORD_BYTES

    def begin(self) -> None:
        """A record has ended; the next may be as long again."""
        self._left = MAX_RECORD_BYTES

    def __iter__(self) -> "_Source":
        return self

    def __next__(self) -> str:
        line = self._file.readline(self._left + 1)
        if not line:
            raise StopIteration
        self._left -= len(line)
        if self._left < 0:
            raise InvalidInput("file", "A row of the table is longer than 1 MiB.")
        mark, self._mark = self._mark, b""
        return line.removeprefix(mark).decode("utf-8")


def _header(lines: Iterator[list[str]]) -> list[str]:
    names = [name.strip() for name in next(lines, [])]
    if not names:
        raise InvalidInput("file", "The file is empty.")
    if len(names) > MAX_COLUMNS:
        raise InvalidInput("file", f"There are more than {MAX_COLUMNS} columns.")
    for name in names:
        if not name or len(name) > MAX_COLUMN_NAME or not name.isprintable():
            raise InvalidInput("file", f"{name[:80]!r} is no name for a column.")
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise InvalidInput("file", f"The column {min(twice)} is there twice.")
    return names


def _same_width(row: list[str], width: int, line: int) -> None:
    if len(row) != width:
        raise InvalidInput(
            "file", f"Row {line} has {len(row)} cells, the header has {width}."
        )


def _too_many(columns: int, most: int) -> InvalidInput:
    return InvalidInput(
        "file",
        f"A table holds at most {MAX_CELLS:,} cells; with {columns} columns that is "
        f"{most:,} rows.",
    )


def _number(text: str) -> float | None:
    if len(text) > MAX_DIGITS:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
