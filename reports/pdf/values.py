"""The tables of a document as files of values, for those who calculate with them."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Final

from reports.pdf.making import Enclosed
from reports.pdf.tagging import Listed

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MAX_WORDS: Final = 160


def as_files(tables: Sequence[Listed]) -> list[Enclosed]:
    """One CSV for each table, numbered as they stand in the document."""
    return [
        Enclosed(
            f"table-{number:02d}.csv",
            "text/csv",
            _csv(table),
            f"Table {number}: {table.title[:_MAX_WORDS]}",
        )
        for number, table in enumerate(tables, start=1)
    ]


def _csv(table: Listed) -> bytes:
    """RFC 4180 in UTF-8; a text that a spreadsheet would run stands behind a quote."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.head)
    for row in table.rows:
        writer.writerow([_harmless(str(value)) for value in row])
    return out.getvalue().encode("utf-8", "replace")


def _harmless(value: str) -> str:
    return (
        f"'{value}" if value.startswith(_FORMULA) and not _is_number(value) else value
    )


def _is_number(value: str) -> bool:
    return value.lstrip("+-").replace(".", "", 1).replace(",", "").isdigit()
