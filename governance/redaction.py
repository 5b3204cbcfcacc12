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

import structlog
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


logger = structlog.get_logger(__name__)
Eraser = Callable[[Erased], Iterable[type[models.Model]]]
Holder = Callable[[Erased, datetime], list[Kept]]
_ERASERS: list[Eraser] = []
_HOLDERS: list[Holder] = []
WAITS = (0.05, 0.15, 0.3, 0.5)  # seconds after each look


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

    A crash before this line leaves no row that tells the value, only bytes that nobody
    refers to: until SQLite's next checkpoint, until PostgreSQL writes the table anew.
    """
    if connection.in_atomic_block:
        return Scrubbed(done=False, words="The erasure is not committed yet.")
    if connection.vendor == "sqlite":
        return _empty_wal()
    touched: list[type[models.Model]] = [Disclosure, *changed]
    return _rewritten([model._meta.db_table for model in touched])  # noqa: SLF001 - documented


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
    """Each table written anew: VACUUM frees the place and leaves bytes in the page.

    What was open at the commit may keep the old row alive. What begins later cannot.
    """
    is_unread = _outlived()
    left = [table for table in tables if not _rewrite(table) or not is_unread]
    if left:
        statements = " ".join(f"VACUUM (FULL, ANALYZE) {table};" for table in left)
        words = (
            "Deleted, but the bytes could not be freed now: somebody was reading, or "
            f"the roles are older than the product. Later, as the owner: {statements}"
        )
        return Scrubbed(done=False, words=words)
    words = "The bytes are gone from the tables; the server's WAL is recycled later."
    return Scrubbed(done=True, words=words)


def _outlived() -> bool:
    """Whether every transaction that is open now ends within a second.

    Readers of this database keep a row alive, and so does a writer of another database
    of the server: it holds back the horizon of whoever begins. Every role may ask.
    """
    readers, horizon, _ = _open_transactions()
    for wait in WAITS:
        still, _, oldest = _open_transactions()
        if oldest >= horizon and not readers & still:
            return True
        sleep(wait)
    return False


def _open_transactions() -> tuple[set[str], int, int]:
    """Others in this database, the next writer's number, the oldest open writer's."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN)
        names, following, oldest = cursor.fetchone()
    return set(names), int(following), int(oldest)


OPEN = """
    SELECT array(SELECT virtualxid FROM pg_locks JOIN pg_stat_activity a USING (pid)
            WHERE locktype = 'virtualxid' AND pid <> pg_backend_pid()
                AND a.datname = current_database()),
        pg_snapshot_xmax(pg_current_snapshot())::text,
        pg_snapshot_xmin(pg_current_snapshot())::text
"""


def _rewrite(table: str) -> bool:
    """Whether the table could be locked; others wait behind us for 2 s at most."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT hallmark_rewrite(%s::regclass)", [table])
    except DatabaseError:
        logger.warning("not_rewritten", table=table, exc_info=True)
        return False
    return True
