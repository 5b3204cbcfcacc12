"""Entries written past all operations: as columns, and many at once."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from django.db import connection, transaction

from governance.ledger.canonical import canonical
from governance.ledger.hashing import leaf_hash
from governance.recording import INSERT
from tests.benchmarks.filled_ledger import _body, _row

AT_ONCE = 20_000
COPY = INSERT.partition(" VALUES")[0].replace("INSERT INTO", "COPY") + " FROM STDIN"


def columns(number: int) -> tuple[Any, ...]:
    """What recording's INSERT takes; each number is another entry."""
    body = _body(number, tells=False)
    text = canonical(body)
    return _row(0, body, text, leaf_hash(text))[1:]


def bodies(count: int) -> Iterator[bytes]:
    """The canonical bytes of `count` entries."""
    return (canonical(_body(number, tells=False)) for number in range(count))


def fill(start: int, count: int) -> None:
    """Write entries that wait for their numbers, 20,000 in a transaction."""
    for first in range(start, start + count, AT_ONCE):
        last = min(first + AT_ONCE, start + count)
        many = [columns(number) for number in range(first, last)]
        with transaction.atomic(), closing(connection.cursor()) as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(INSERT, many)
                continue
            with cursor.copy(COPY) as copy:
                for row in many:
                    copy.write_row(row)
