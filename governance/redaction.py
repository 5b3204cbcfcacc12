"""What else belongs to erasing a disclosure: copies of the value, and freed bytes.

Upper layers register in AppConfig.ready:
- an eraser empties the copies that its rows hold, in the transaction of the erasure,
  and names the models it changed;
- a holder lists what holds the value and is not touched, such as sealed files.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from time import sleep
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, models

from governance.models import Disclosure, Entry


@dataclass(frozen=True, slots=True)
class Erased:
    """The value that goes, and the entry that disclosed it."""

    entry: Entry
    body: dict[str, Any]
    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class Kept:
    """A thing that holds the value and stays as it is. The name never tells it."""

    kind: str
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """Whether the bytes are gone from the database's files, and the sentence."""

    done: bool
    words: str


Eraser = Callable[[Erased], Iterable[type[models.Model]]]
Holder = Callable[[Erased, datetime], list[Kept]]
_ERASERS: list[Eraser] = []
_HOLDERS: list[Holder] = []
TRIES = 3


def register_eraser(eraser: Eraser) -> None:
    """Call `eraser` inside each erasure."""
    if eraser not in _ERASERS:
        _ERASERS.append(eraser)


def register_holder(holder: Holder) -> None:
    """Ask `holder` what holds a value among what was made since a moment."""
    if holder not in _HOLDERS:
        _HOLDERS.append(holder)


def erase_copies(erased: Erased) -> list[type[models.Model]]:
    """Empty every registered copy; the models whose rows changed."""
    changed = [model for eraser in _ERASERS for model in eraser(erased)]
    return list(dict.fromkeys(changed))


def kept(erased: Erased, since: datetime) -> list[Kept]:
    """Everything that holds the value and stays, made since a moment."""
    found = [kept for holder in _HOLDERS for kept in holder(erased, since)]
    return list(dict.fromkeys(found))


def scrub(changed: Iterable[type[models.Model]]) -> Scrubbed:
    """Free the bytes of rows just deleted or emptied; call it after the commit.

    A crash before this line leaves no row that tells the value, only bytes nobody
    refers to: SQLite frees them at its next checkpoint, PostgreSQL at its next VACUUM.
    """
    if connection.in_atomic_block:
        return Scrubbed(done=False, words="The erasure is not committed yet.")
    if connection.vendor == "sqlite":
        return _empty_wal()
    touched: list[type[models.Model]] = [Disclosure, *changed]
    return _rewritten([model._meta.db_table for model in touched])  # noqa: SLF001 - Django's documented name


def _empty_wal() -> Scrubbed:
    """secure_delete zeroed the page; the log of pages before it is emptied here."""
    turn: Any = connection
    turn.turn.enter()  # writers wait, or they would hold the log
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy = cursor.fetchone()[0]
    finally:
        turn.turn.leave()
    if is_busy:
        words = "Somebody was reading; the write-ahead log is emptied later."
        return Scrubbed(done=False, words=words)
    words = "The bytes are gone from the database file and its write-ahead log."
    return Scrubbed(done=True, words=words)


def _rewritten(tables: list[str]) -> Scrubbed:
    """VACUUM FULL: a plain VACUUM frees the place and leaves the bytes in the page.

    ANALYZE makes the planner's samples anew, which may hold values too.
    """
    with connection.cursor() as cursor:
        cursor.execute(MAY_REWRITE, [tables])
        if not cursor.fetchone()[0]:
            words = (
                "The database frees the bytes later. To do it now, as the owner: "
                + " ".join(f"VACUUM (FULL, ANALYZE) {table};" for table in tables)
            )
            return Scrubbed(done=False, words=words)
        for table in tables:
            if not _rewrite(cursor, table):
                words = f"{table} was in use; as the owner: VACUUM (FULL) {table};"
                return Scrubbed(done=False, words=words)
    words = "The bytes are gone from the tables; PostgreSQL's WAL recycles later."
    return Scrubbed(done=True, words=words)


# VACUUM by somebody who may not only warns, so that it is asked first.
MAY_REWRITE = (
    "SELECT bool_and(pg_has_role(current_user, relowner, 'USAGE')) FROM pg_class "
    "WHERE oid = ANY (SELECT to_regclass(name) FROM unnest(%s::text[]) AS name)"
)


def _rewrite(cursor: Any, table: str) -> bool:
    """Whether the table could be locked; others wait behind us for 2 s at most."""
    cursor.execute("SET lock_timeout = '2s'")
    try:
        for _ in range(TRIES):
            try:
                cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
            except DatabaseError:
                sleep(0.1)
            else:
                return True
        return False
    finally:
        cursor.execute("RESET lock_timeout")
