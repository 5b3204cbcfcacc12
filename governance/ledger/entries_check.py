"""Checks entries one after the other: canonical, shaped, disclosed, referring rightly.

Keeps 32 bytes for each entry and nothing else of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from governance.ledger.bodies import VERSION, at_path, fault, is_sealed
from governance.ledger.canonical import parse_object
from governance.ledger.entry_bundle import MAX_SURPLUS
from governance.ledger.errors import MalformedError, NotCanonicalError
from governance.ledger.glance import Told, glance_at_body, sealed_in
from governance.ledger.hashing import HASH_BYTES, leaf_hash
from governance.ledger.verification_report import Report

# A text inside a string has its quotes escaped, so this is a sealed value for sure.
_SEALED = b'{"_sd":"'
MAX_NAMED = 20
_ERASED, _CORRECTED = "disclosure.erased", "annotation.corrected"
_ABOUT_OTHERS = {_ERASED.encode(), _CORRECTED.encode()}


class EntriesCheck:
    """Takes bodies in the order of their numbers; tells the report."""

    def __init__(
        self,
        indexes: Sequence[int],
        disclosures: Callable[[], Iterator[Told]],
        report: Report,
    ) -> None:
        self.leaves = bytearray()  # in the order of the lines
        self.latest = ""  # the latest time that an entry tells
        self.surplus = 0
        self._indexes, self._report = indexes, report
        self._read_again = disclosures
        self._disclosures = disclosures()
        self._next = next(self._disclosures, None)
        self._erased: dict[tuple[int, str], int] = {}
        self._corrections: list[tuple[int, int]] = []
        self._early = self._first_early = 0
        self._unknown = 0

    def run(self, bodies: Callable[[], Iterator[bytes]]) -> Iterator[int]:
        """Check all of them; gives the number of each entry when it is done.

        They are read again only when some of them erased values.
        """
        report, add = self._report, self.leaves.extend
        numbers = iter(self._indexes)
        for line in bodies():
            add(leaf_hash(line))
            index = next(numbers, None)
            if index is None:
                self.surplus += 1
                if self.surplus > MAX_SURPLUS:
                    raise MalformedError("far more entries than the manifest counts")
                continue
            report.entries += 1
            report.sealed += line.count(_SEALED)
            self._check(index, line)
            yield index
        self._finish(bodies)

    def _check(self, index: int, line: bytes) -> None:
        body: Mapping[str, Any] | None = None
        seen = glance_at_body(line)
        if seen is not None and seen["action"] not in _ABOUT_OTHERS:
            self._note_time(index, seen["ts"].decode("ascii"))
        else:
            body = self._check_slowly(index, line)
        while self._next is not None and self._next.number <= index:
            digest = sealed_in(seen, self._next.path) if seen else None
            if digest is None:
                body = parse_object(line) if body is None else body
                digest = _digest_at(body, self._next.path)
            self._open(index, digest, is_read=body is None or bool(body))

    def _check_slowly(self, index: int, line: bytes) -> Mapping[str, Any]:
        try:
            body = parse_object(line)
        except NotCanonicalError as error:
            what = f"the body is not canonical JSON: {error}"
            self._report.wrong_entry(index, what)
            return {}
        version = body.get("v")
        if type(version) is int and version != VERSION:
            self._unknown += 1
        elif wrong := fault(body):
            self._report.wrong_entry(index, wrong)
        else:
            self._note_time(index, body["ts"])
            self._read_refs(index, body)
        return body

    def _note_time(self, index: int, at: str) -> None:
        if at < self.latest:
            self._first_early = self._first_early or index
            self._early += 1
        else:
            self.latest = at

    def _read_refs(self, index: int, body: Mapping[str, Any]) -> None:
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

    def _open(self, index: int, digest: str | None, *, is_read: bool = True) -> None:
        """Check the next disclosure, which belongs to this entry or to none."""
        told = self._next
        self._next = next(self._disclosures, None)
        if told is None:
            return
        if told.number != index:
            self._report.wrong_entry(
                told.number, "a disclosure names it, it is not here"
            )
        elif told.digest == digest:
            self._report.disclosed += 1
        elif is_read:  # a body that cannot be read is a finding already
            self._report.wrong_entry(
                index, f"the disclosed {told.path[:80]} is not what was recorded"
            )

    def _finish(self, bodies: Callable[[], Iterator[bytes]]) -> None:
        while self._next is not None:
            self._open(-1, None)
        self._remark_erasures(bodies)
        report = self._report
        if self._corrections:
            pairs = [f"{index} corrects {old}" for index, old in self._corrections]
            more = ", and more" if len(pairs) > MAX_NAMED else ""
            report.remarks.append(
                f"{len(pairs)} corrections: {', '.join(pairs[:MAX_NAMED])}{more}"
            )
        if self._early:
            report.remarks.append(
                f"{self._early} entries tell an earlier time than one before, the "
                f"first is entry {self._first_early}; the order is by number, clocks "
                "prove nothing"
            )
        if self._unknown:
            report.remarks.append(
                f"{self._unknown} entries are of a version unknown to this verifier; "
                "only their hashes were checked"
            )

    def _remark_erasures(self, bodies: Callable[[], Iterator[bytes]]) -> None:
        """Values that an entry of the bundle erased are gone, or should be."""
        if not self._erased:
            return  # or the disclosures would be read twice for nothing
        told = {one[:2] for one in self._read_again() if one[:2] in self._erased}
        self._report.erased = len(self._sealed_here(bodies()) - told)
        for index, path in sorted(told)[:MAX_NAMED]:
            by = self._erased[index, path]
            self._report.remarks.append(
                f"entry {by} erased {path[:80]} of entry {index}, which is still here"
            )

    def _sealed_here(self, bodies: Iterator[bytes]) -> set[tuple[int, str]]:
        """Which of the erased values are sealed in an entry of the bundle.

        Those of others are no sealed values that were counted here.
        """
        wanted: dict[int, list[str]] = {}
        for index, path in self._erased:
            if _place(self._indexes, index) is not None:
                wanted.setdefault(index, []).append(path)
        sealed: set[tuple[int, str]] = set()
        if not wanted:
            return sealed
        for index, line in zip(self._indexes, bodies, strict=False):
            paths = wanted.pop(index, [])
            sealed |= {(index, path) for path in paths if _is_sealed_in(line, path)}
            if not wanted:
                break
        return sealed


def _is_sealed_in(line: bytes, path: str) -> bool:
    try:
        return _digest_at(parse_object(line), path) is not None
    except NotCanonicalError:
        return False


def _digest_at(body: Mapping[str, Any], path: str) -> str | None:
    sealed = at_path(body, path)
    if not is_sealed(sealed):
        return None
    digest: str = sealed["_sd"]
    return digest


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
