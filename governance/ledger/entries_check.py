"""Checks entries one after the other: canonical, shaped, disclosed, referring rightly.

Keeps 32 bytes for each entry and nothing else of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from governance.ledger.bodies import VERSION, at_path, fault
from governance.ledger.bundle import Numbered
from governance.ledger.canonical import parse_object
from governance.ledger.errors import NotCanonicalError
from governance.ledger.hashing import HASH_BYTES, leaf_hash
from governance.ledger.verification_report import Report

# A text inside a string has its quotes escaped, so this is a sealed value for sure.
_SEALED = b'{"_sd":"'
MAX_NAMED = 20
_ERASED, _CORRECTED = "disclosure.erased", "annotation.corrected"


class EntriesCheck:
    """Takes bodies in the order of their numbers; tells the report."""

    def __init__(
        self, indexes: Sequence[int], disclosures: Iterator[Numbered], report: Report
    ) -> None:
        self.leaves = bytearray()  # in the order of the lines
        self.latest = ""  # the latest time that an entry tells
        self.surplus = 0
        self._indexes, self._report = indexes, report
        self._disclosures = disclosures
        self._next = next(disclosures, None)
        self._erased: dict[tuple[int, str], int] = {}
        self._corrections: list[tuple[int, int]] = []
        self._told: set[tuple[int, str]] = set()
        self._early: list[int] = []
        self._unknown = 0

    def run(self, bodies: Iterator[bytes]) -> Iterator[int]:
        """Check all of them; gives the number of each entry when it is done."""
        report, add = self._report, self.leaves.extend
        numbers = iter(self._indexes)
        for line in bodies:
            add(leaf_hash(line))
            index = next(numbers, None)
            if index is None:
                self.surplus += 1
                continue
            report.entries += 1
            report.sealed += line.count(_SEALED)
            try:
                body = parse_object(line)
            except NotCanonicalError as error:
                report.wrong_entry(index, f"the body is not canonical JSON: {error}")
                body = {}
            self._check(index, body)
            yield index
        self._finish()

    def _check(self, index: int, body: Mapping[str, Any]) -> None:
        if body:
            if body.get("v") != VERSION:
                self._unknown += 1
            elif wrong := fault(body):
                self._report.wrong_entry(index, wrong)
            else:
                self._read(index, body)
        while self._next is not None and self._next[0] <= index:
            self._open(index, body)

    def _read(self, index: int, body: Mapping[str, Any]) -> None:
        if body["ts"] < self.latest:
            self._early.append(index)
        else:
            self.latest = body["ts"]
        if body["refs"]:
            self._refer(index, body)
        elif body["action"] in {_ERASED, _CORRECTED}:
            self._report.wrong_entry(index, "it names no entry that it is about")

    def _refer(self, index: int, body: Mapping[str, Any]) -> None:
        for ref in body["refs"]:
            target = ref["index"]
            if target >= index:
                self._report.wrong_entry(
                    index, f"it refers to entry {target}, which is not before it"
                )
                continue
            leaf = self._leaf(target)
            if leaf is not None and leaf.hex() != ref["leaf"]:
                self._report.wrong_entry(
                    index, f"it refers to entry {target} with another hash than it has"
                )
            if body["action"] == _CORRECTED:
                self._corrections.append((index, target))
            elif body["action"] == _ERASED:
                path = body["changes"].get("path", [None])[0]
                if isinstance(path, str):
                    self._erased[target, path] = index

    def _leaf(self, index: int) -> bytes | None:
        """The hash of an entry that came before, None when it is not in the bundle."""
        place = _place(self._indexes, index)
        if place is None:
            return None
        return bytes(self.leaves[place * HASH_BYTES : (place + 1) * HASH_BYTES])

    def _open(self, index: int, body: Mapping[str, Any]) -> None:
        """Check the next disclosure, which belongs to this entry or to none."""
        number, told = self._next or (0, None)
        self._next = next(self._disclosures, None)
        if told is None or number != index:
            self._report.wrong_entry(number, "a disclosure names it, it is not here")
        elif not body:
            pass  # it cannot be read, which is a finding already
        elif not told.opens(at_path(body, told.path)):
            self._report.wrong_entry(
                index, f"the disclosed {told.path[:80]} is not what was recorded"
            )
        else:
            self._report.disclosed += 1
            self._told.add((index, told.path))

    def _finish(self) -> None:
        while self._next is not None:
            self._open(-1, {})
        self._remark_erasures()
        report = self._report
        if self._corrections:
            pairs = [f"{index} corrects {old}" for index, old in self._corrections]
            more = ", and more" if len(pairs) > MAX_NAMED else ""
            report.remarks.append(
                f"{len(pairs)} corrections: {', '.join(pairs[:MAX_NAMED])}{more}"
            )
        if self._early:
            report.remarks.append(
                f"{len(self._early)} entries tell an earlier time than one before, "
                f"the first is entry {self._early[0]}; the order is by number, clocks "
                "prove nothing"
            )
        if self._unknown:
            report.remarks.append(
                f"{self._unknown} entries are of a version unknown to this verifier; "
                "only their hashes were checked"
            )

    def _remark_erasures(self) -> None:
        """Values that an entry of the bundle erased are gone, or should be."""
        self._report.erased = len(self._erased.keys() - self._told)
        for index, path in sorted(self._erased.keys() & self._told)[:MAX_NAMED]:
            by = self._erased[index, path]
            self._report.remarks.append(
                f"entry {by} erased {path[:80]} of entry {index}, which is still here"
            )


def _place(indexes: Sequence[int], index: int) -> int | None:
    """Where a number stands among rising numbers."""
    if isinstance(indexes, range):
        return index - indexes.start if index in indexes else None
    low, high = 0, len(indexes)
    while low < high:
        middle = (low + high) // 2
        if indexes[middle] < index:
            low = middle + 1
        else:
            high = middle
    return low if low < len(indexes) and indexes[low] == index else None
