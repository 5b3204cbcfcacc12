"""Checks some entries that follow each other. Without Django: it runs in processes.

An entry holds when its body is canonical (RFC 8785), is the one that was hashed
(RFC 6962 section 2.1), says what its columns say and opens its disclosures.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from governance.ledger.canonical import parse_object
from governance.ledger.errors import NotCanonicalError
from governance.ledger.hashing import leaf_hash
from governance.verifying.disclosed import Told, is_what_was_recorded, raw, sealed_at
from governance.verifying.findings import Lines
from governance.verifying.quick import quick
from governance.verifying.statements import COLUMNS, REFERRED, TOLD

Row = tuple[Any, ...]
Said = tuple[Any, ...]
Read = Callable[[str, Sequence[Any]], Iterator[Row]]
KEY_CHANGED = "ledger.key_changed"
SEALED = b'{"_sd":"'  # in a string its quotes would be escaped
MAX_STEP_BACK = timedelta(minutes=5)
_DASHES = ("----",) * 5  # at 8, 13, 18 and 23: the four of an id, and no other place
NAMES = (
    *("id", "ts", "actor", "action", "object type", "object"),
    *("project", "request", "why"),
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What must be known of this database and of the actions."""

    vendor: str
    actions: frozenset[str]
    with_reason: frozenset[str]


@dataclass(slots=True)
class Checked:
    """What a page of entries was like."""

    wrong: Lines = field(default_factory=Lines)
    remarks: Lines = field(default_factory=Lines)
    leaves: list[bytes] = field(default_factory=list)  # as stored, without a gap
    missing: int | None = None  # the first number that is not there
    count: int = 0
    disclosures: int = 0
    untold: list[tuple[int, int]] = field(default_factory=list)  # number, how many
    keys: list[tuple[int, str]] = field(default_factory=list)
    times: tuple[str, str] = ("", "")  # of the first entry and of the last


class EntryCheck:
    """Takes rows of `statements.NUMBERED` or `UNNUMBERED` in their order."""

    def __init__(self, read: Read, catalogue: Catalogue) -> None:
        self._read = read
        self._catalogue = catalogue
        is_sqlite = catalogue.vendor == "sqlite"
        self._columns = _as_told if is_sqlite else _as_they_are
        self._is_told = _is_in_sqlite if is_sqlite else _is_in_postgres
        self._refs: list[tuple[str, Any, Any]] = []
        self._told: Iterator[Told] = iter(())
        self._next: Told | None = None
        self._before = ""
        self.found = Checked()

    def numbered(self, statements: tuple[str, str], first: int, last: int) -> Checked:
        """The entries with the numbers [first, last)."""
        rows = self._begin(statements, (first, last))
        found, expected = self.found, first
        for row in rows:
            number, leaf = row[0], raw(row[1])
            if number != expected and found.missing is None:
                found.missing = expected
                found.wrong.add(f"number {expected} is missing")
            if found.missing is None:
                found.leaves.append(leaf)
            expected = number + 1
            self._check_number(f"number {number}", row, leaf)
        if expected < last and found.missing is None:
            found.missing = expected
            found.wrong.add(f"number {expected} is missing")
        self._check_references()
        return found

    def unnumbered(self, statements: tuple[str, str], low: int, high: int) -> Checked:
        """Entries that wait for their number, with ids above `low`."""
        for row in self._begin(statements, (low, high)):
            self._check_entry(f"entry {row[0]} (without a number)", row)
        self._check_references()
        return self.found

    def _begin(self, statements: tuple[str, str], span: Sequence[int]) -> Iterator[Row]:
        vendor = self._catalogue.vendor
        rows, told = statements
        self._told = (
            Told(*row) for row in self._read(told.format(told=TOLD[vendor]), span)
        )
        self._next = next(self._told, None)
        return self._read(rows.format(columns=COLUMNS[vendor]), span)

    def _check_number(self, name: str, row: Row, leaf: bytes) -> None:
        if row[3] is None:
            self.found.wrong.add(f"{name}: its entry {row[2]} is not there")
            return
        if leaf != row[13]:
            self.found.wrong.add(f"{name}: its hash is not that of entry {row[2]}")
        self._check_entry(name, row)

    def _check_entry(self, name: str, row: Row) -> None:
        found, text = self.found, raw(row[12])
        found.count += 1
        if leaf_hash(text) != row[13]:
            found.wrong.add(f"{name}: the body is not the one that was hashed")
        read, body = quick(text), None
        if read is None or not self._is_told(read.said, row):
            read = None
            body = self._read_whole(name, row, text)
        else:
            self._check_action(name, read.said[3], read.said[8], read.said[1])
        untold = text.count(SEALED)
        while self._next is not None and self._next.place == row[0]:
            told = self._next
            found.disclosures += 1
            untold -= 1
            if read is not None and told.path in read.sealed:
                self._check_disclosure(name, read.sealed[told.path], told)
            else:
                body = self._parsed(name, text) if read and body is None else body
                if body is not None:
                    self._check_disclosure(name, sealed_at(body, told.path), told)
            self._next = next(self._told, None)
        if untold > 0:
            found.untold.append((row[0], untold))

    def _read_whole(self, name: str, row: Row, text: bytes) -> Any:
        """A body that is not common, or does not say what its columns say."""
        body = self._parsed(name, text)
        try:
            self._check_body(name, row, body or {})
        except (KeyError, TypeError, IndexError) as error:
            if body is not None:
                self.found.wrong.add(f"{name}: the body cannot be read: {error!r}")
        return body

    def _parsed(self, name: str, text: bytes) -> Any:
        try:
            return parse_object(text)
        except NotCanonicalError as error:
            self.found.wrong.add(f"{name}: the body cannot be read: {error}")
            return None

    def _check_body(self, name: str, row: Row, body: Any) -> None:
        why, place = body["why"], body["object"]
        said = (
            *(body["id"], body["ts"], body["actor"]["id"], body["action"]),
            *(place["type"], place["id"], body["project"], body["request"]["id"]),
            why["_sd"] if why else None,
        )
        columns = self._columns(row)
        if columns != said:
            self._tell_columns(name, columns, said)
        self._check_action(name, body["action"], why, body["ts"])
        self._refs += [(name, ref["index"], ref["leaf"]) for ref in body["refs"]]
        if body["action"] == KEY_CHANGED:
            self.found.keys.append((row[0], str(body["changes"]["key"][1])))

    def _check_action(self, name: str, action: Any, why: Any, at: Any) -> None:
        if action not in self._catalogue.actions:
            self.found.wrong.add(f"{name}: the action {action} is in no catalogue")
        elif not why and action in self._catalogue.with_reason:
            self.found.wrong.add(f"{name}: {action} needs a reason and has none")
        if at < self._before:
            self._check_clock(name, at)
        self._before = at
        self.found.times = (self.found.times[0] or at, at)

    def _tell_columns(self, name: str, columns: Row, said: Row) -> None:
        self.found.wrong.extend(
            f"{name}: the column {which} says {column!r}, the body {told!r}"
            for which, column, told in zip(NAMES, columns, said, strict=True)
            if column != told
        )

    def _check_clock(self, name: str, at: str) -> None:
        if (remark := stepped_back(self._before, at)) is not None:
            self.found.remarks.add(f"{name}: {remark}")

    def _check_disclosure(self, name: str, digest: str | None, told: Told) -> None:
        if not is_what_was_recorded(digest, told):
            self.found.wrong.add(f"{name}: {told.path} is not what was recorded")

    def _check_references(self) -> None:
        """Each names an earlier number and the leaf that stands there."""
        for start in range(0, len(self._refs), 500):
            some = self._refs[start : start + 500]
            wanted = sorted({index for _, index, _ in some if type(index) is int})
            marks = ", ".join(["%s"] * len(wanted)) or "NULL"
            rows = self._read(REFERRED.format(marks=marks), wanted)
            leaves = {seq: raw(leaf).hex() for seq, leaf in rows}
            self.found.wrong.extend(
                f"{name}: it points to number {index}, which is another entry or none"
                for name, index, leaf in some
                if type(index) is not int or leaves.get(index) != leaf
            )


def stepped_back(before: str, at: str) -> str | None:
    """Words about two neighbours whose times go back by more than five minutes."""
    try:
        step = datetime.fromisoformat(before) - datetime.fromisoformat(at)
    except ValueError:
        return f"{at!r} is no time"
    return f"the clock went back by {step}" if step > MAX_STEP_BACK else None


def _is_in_postgres(said: Said, row: Row) -> bool:
    return said == row[3:12]


def _is_in_sqlite(said: Said, row: Row) -> bool:
    """SQLite keeps ids without dashes and times with a space."""
    key, ts, actor, action, kind, thing, project, request, why = said
    place = project or key
    dashes = key[8:24:5], actor[8:24:5], thing[8:24:5], request[8:24:5], place[8:24:5]
    return dashes == _DASHES and row[3:12] == (
        *(key.replace("-", ""), f"{ts[:10]} {ts[11:26]}", actor.replace("-", "")),
        *(action, kind, thing.replace("-", "")),
        *(project.replace("-", "") if project else None, request.replace("-", ""), why),
    )


def _as_they_are(row: Row) -> Row:
    return row[3:12]


def _as_told(row: Row) -> Row:
    """Columns of SQLite as the body has them; Django leaves .000000 out."""
    (key, at, actor, action, kind, thing, project, request, why) = row[3:12]
    fraction = "" if len(at) == 26 else ".000000"
    return (
        *(dashed(key), f"{at[:10]}T{at[11:]}{fraction}Z", dashed(actor), action, kind),
        *(dashed(thing), dashed(project) if project else None, dashed(request), why),
    )


def dashed(key: str) -> str:
    """An id as people write it."""
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
