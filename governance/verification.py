"""Reads the whole ledger again and says what does not hold."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max

from governance import log, protection
from governance.actions import RULES, Action
from governance.models import Checkpoint, Entry, Leaf
from governance.verifying import statements
from governance.verifying.checkpoints import CheckpointCheck
from governance.verifying.entries import Catalogue, Checked, Row, stepped_back
from governance.verifying.findings import Lines
from governance.verifying.pages import PARALLEL_FROM, Here, InProcesses, Target
from governance.verifying.tree import TreeCheck

Progress = Callable[[int, int], None]
MAX_NAMED = 20  # of one kind of fault that a single statement finds


@dataclass(frozen=True, slots=True)
class Findings:
    """What a verification found: counts, the root, and each thing that is wrong.

    `wrong` holds the first hundred of `count` lines. Remarks are no faults.
    """

    entries: int
    numbered: int
    checkpoints: int
    disclosures: int
    root: str
    wrong: tuple[str, ...]
    count: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What there was at one moment; what is written later is not looked at."""

    entries: int
    leaves: int
    lowest: int
    size: int
    disclosures: int
    signed: int | None

    @classmethod
    def read(cls) -> "Snapshot":
        """All in one statement, so that the numbers belong together."""
        entries, leaves, lowest, highest, told, signed = next(
            rows(statements.SNAPSHOT, ())
        )
        size = 0 if highest is None else highest + 1
        return cls(entries, leaves, lowest or 0, size, told, signed)


def verify(progress: Progress = lambda done, total: None) -> Findings:
    """Every body, number, tile, checkpoint, signature and disclosure.

    Memory does not grow with the log. progress is told (done, total) entries.
    """
    return _Verification(Snapshot.read()).run(progress)


def root_at(size: int) -> str:
    """The root when the log had this many entries, as hex."""
    return log.root_at(size).hex()


def rows(sql: str, values: Sequence[Any]) -> Iterator[Row]:
    """Plain rows, by Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        yield from cursor


class _Verification:
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._wrong, self._remarks = Lines(), Lines()
        self._entries = self._disclosures = 0
        self._time = ""
        self._untold: Counter[int] = Counter()

    def run(self, progress: Progress) -> Findings:
        snapshot = self._snapshot
        with _reader(snapshot.size) as reader:
            checkpoints = CheckpointCheck(
                self._wrong,
                self._remarks,
                lambda *call: self._wrong.extend(reader.run(*call)),
            )
            tree = TreeCheck(self._wrong, checkpoints)
            for page in reader.pages(snapshot.size):
                self._take(page)
                tree.grow(page)
                progress(self._entries, snapshot.entries)
            tree.finish(_size())
            self._wrong.extend(reader.rest())
        self._check_erasures()
        self._check_unnumbered()
        self._check_counts()
        self._wrong.extend(f"protection: {fault}" for fault in protection.missing())
        progress(snapshot.entries, snapshot.entries)
        return Findings(
            entries=snapshot.entries,
            numbered=snapshot.leaves,
            checkpoints=checkpoints.count,
            disclosures=self._disclosures,
            root=tree.frontier.root().hex(),
            wrong=tuple(self._wrong.kept),
            count=self._wrong.count,
            remarks=tuple(self._remarks.kept),
        )

    def _take(self, page: Checked) -> None:
        self._wrong.join(page.wrong)
        self._remarks.join(page.remarks)
        self._entries += page.count
        self._disclosures += page.disclosures
        self._untold.update(dict(page.untold))
        first, last = page.times
        if first and first < self._time and (remark := stepped_back(self._time, first)):
            self._remarks.add(f"between two pages of entries: {remark}")
        self._time = last or self._time

    def _check_erasures(self) -> None:
        """Each value that is gone was erased by an entry, one for each."""
        if not self._untold:
            return
        erased = Entry.objects.filter(action=Action.DISCLOSURE_ERASED)
        for body in erased.values_list("body", flat=True).iterator():
            self._untold.subtract(_referred(bytes(body)))
        self._wrong.extend(
            f"number {number}: values are gone that no entry erased: {count}"
            for number, count in sorted(self._untold.items())
            if count > 0
        )

    def _check_unnumbered(self) -> None:
        """Entries that wait, and those that somebody hid from the sequencer."""
        snapshot = self._snapshot
        if self._entries == snapshot.entries and not self._wrong.count:
            return
        for page in Here(rows, _catalogue()).unnumbered():
            self._take(page)
        newest = Checkpoint.objects.order_by("-size").first()
        if newest is None:
            return
        mark = [newest.system_id, newest.low or "0"]
        hidden = rows(statements.HIDDEN[connection.vendor], mark)
        self._wrong.extend(
            f"entry {pk}: it has no number, and the sequencer has passed it: hidden"
            for (pk,) in hidden
        )

    def _check_counts(self) -> None:
        snapshot, wrong = self._snapshot, self._wrong
        signed = snapshot.signed
        if snapshot.leaves > snapshot.size or snapshot.lowest < 0:
            wrong.add(f"number {snapshot.lowest}: numbers begin at 0 and come once")
        if signed is not None and signed > snapshot.size:
            wrong.add(
                f"checkpoint {signed} signs {signed} entries, "
                f"the log has {snapshot.size}"
            )
        if signed is not None and signed < snapshot.size:
            wrong.add(f"number {signed} and later ones are under no checkpoint")
        if signed is None and snapshot.size:
            self._remarks.add("no checkpoint signs this log yet")
        for name, sql in (
            ("entry {}: it has two numbers", statements.SAME_ENTRY),
            ("the id {} is that of two entries", statements.SAME_ID),
        ):
            wrong.extend(name.format(key) for (key,) in rows(sql, ()))
        if self._disclosures != snapshot.disclosures:
            wrong.extend(
                f"entry {key}: {path} belongs to no entry"
                for key, path in rows(statements.ORPHANS, ())
            )


def _referred(body: bytes) -> list[int]:
    """The numbers that an erasure names; none when its body cannot be read."""
    try:
        return [int(ref["index"]) for ref in json.loads(body)["refs"]]
    except (ValueError, KeyError, TypeError):
        return []


def _catalogue() -> Catalogue:
    reasons = (action for action, rule in RULES.items() if rule.reason_required)
    return Catalogue(
        vendor=connection.vendor,
        actions=frozenset(map(str, RULES)),
        with_reason=frozenset(map(str, reasons)),
    )


def _size() -> int:
    last: int | None = Leaf.objects.aggregate(last=Max("seq"))["last"]
    return 0 if last is None else last + 1


@contextmanager
def _reader(size: int) -> Iterator[Here | InProcesses]:
    if size < PARALLEL_FROM or connection.in_atomic_block:
        yield Here(rows, _catalogue())
        return
    target = Target(connection.vendor, connection.get_connection_params())
    with closing(InProcesses(target, _catalogue())) as reader:
        yield reader
