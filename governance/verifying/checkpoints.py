"""Checks every stored checkpoint: its root, its order, its note and its cosignatures.

The log's keys stand in its own entries: one counts from the checkpoint over its entry
that it and the key before have signed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from governance import witnesses
from governance.models import Checkpoint, Cosignature
from governance.verifying.disclosed import raw
from governance.verifying.entries import MAX_STEP_BACK
from governance.verifying.findings import Lines
from governance.verifying.signatures import Signed, faults_of

SOME = 500  # signatures that are checked at once
Later = Callable[[Callable[..., list[str]], list[Signed], list[str]], None]


class CheckpointCheck:
    """Takes checkpoints in the order of their sizes."""

    def __init__(self, wrong: Lines, remarks: Lines, later: Later) -> None:
        """`later` runs a function, here or in another process, and keeps its faults."""
        self.count = 0
        self._wrong, self._remarks, self._later = wrong, remarks, later
        self._witnesses = [known.verifier for known in witnesses.configured()]
        self._unknown: Counter[str] = Counter()
        self._keys: list[str] = []  # that counted, the one in force last
        self._began = 0  # the size of the checkpoint that brought that
        self._named: list[tuple[int, str]] = []  # by entries under no checkpoint yet
        self._unchecked: list[Signed] = []
        self._before: tuple[int, datetime] | None = None
        self._unlike: list[int] = []

    def named(self, keys: Sequence[tuple[int, str]]) -> None:
        """Keys that entries name, with the numbers of these."""
        self._named += keys

    def rows(self, first: int, last: int) -> list[Signed]:
        """The checkpoints of the sizes (first, last], and what is below them."""
        low = first or -1
        span = {"gt": low, "lte": last}
        below: dict[int, list[tuple[str, str]]] = {}
        lines = Cosignature.objects.filter(
            **{f"checkpoint__{key}": value for key, value in span.items()}
        )
        for size, name, line in lines.values_list("checkpoint", "witness", "line"):
            below.setdefault(size, []).append((name, line))
        found = Checkpoint.objects.filter(
            **{f"size__{key}": value for key, value in span.items()}
        ).order_by("size")
        rows = []
        for size, root, note, at in found.values_list(
            "size", "root", "note", "created_at"
        ):
            self._check_order(size, at)
            rows.append(Signed(size, raw(root), note, tuple(below.pop(size, ())), ()))
        self._wrong.extend(
            f"checkpoint {size} is cosigned, not there" for size in below
        )
        return rows

    def check(self, row: Signed, root: bytes) -> None:
        """One of these; `root` is what its entries make."""
        self.count += 1
        if root != row.root:
            self._unlike.append(row.size)
        ours = {verifier.name for verifier in self._witnesses}
        self._unknown.update(name for name, _ in row.cosigned if name not in ours)
        over = [each for each in self._named if each[0] < row.size]
        self._named = self._named[len(over) :]
        for number, vkey in over:
            self._change_key(number, vkey, row)
        self._unchecked.append(row._replace(vkeys=tuple(self._keys[-1:])))
        if len(self._unchecked) >= SOME and self._keys:
            self._check_signatures()

    def finish(self, size: int, missing: int | None) -> None:
        """What is left when the leaves end at `size`."""
        if self._keys:
            self._check_signatures()
        if self._unchecked:
            self._remarks.add(
                f"{len(self._unchecked)} checkpoints: no entry names the key that "
                "signed them, so their signatures were not checked"
            )
        self._remarks.extend(
            f"{count} cosignatures of {name}, which is not configured, were not checked"
            for name, count in self._unknown.items()
        )
        if self._unlike:
            self._tell_unlike()
        self._tell_beyond(size, missing)

    def _check_order(self, size: int, at: datetime) -> None:
        if self._before is not None:
            before, then = self._before
            if size == before:
                self._wrong.add(f"checkpoint {size} is there twice")
            if then - at > MAX_STEP_BACK:
                self._remarks.add(
                    f"checkpoint {size}: the clock went back by {then - at}"
                )
        self._before = size, at

    def _change_key(self, number: int, vkey: str, row: Signed) -> None:
        """As `log.verifiers`: below one checkpoint one key, and not the same again."""
        if vkey in self._keys[-1:]:
            return
        if row.size == self._began:
            self._wrong.add(
                f"number {number}: the key it names is not in force: "
                f"checkpoint {row.size} has brought another one"
            )
            return
        both = row._replace(vkeys=(*self._keys[-1:], vkey), cosigned=())
        if faults := faults_of([both], []):
            self._wrong.add(
                f"number {number}: the key it names is not in force: {faults[0]}"
            )
            return
        if self._keys:
            self._check_signatures()
        self._keys.append(vkey)
        self._began = row.size

    def _check_signatures(self) -> None:
        """Those from before the first key, too: a log may be older than its keys."""
        key = (self._keys[0],)
        rows = [row._replace(vkeys=row.vkeys or key) for row in self._unchecked]
        self._unchecked = []
        self._later(faults_of, rows, [verifier.vkey for verifier in self._witnesses])

    def _tell_unlike(self) -> None:
        first, more = self._unlike[0], len(self._unlike) - 1
        rest = f", nor are {more} later roots" if more else ""
        self._wrong.add(
            f"checkpoint {first}: its root is not that of the first {first} "
            f"entries{rest}"
        )

    def _tell_beyond(self, size: int, missing: int | None) -> None:
        beyond = Checkpoint.objects.filter(size__gt=size).order_by("size")
        first = beyond.values_list("size", flat=True).first()
        if missing is not None and first is not None:
            self._wrong.add(
                f"checkpoint {first} and all later ones cannot be compared: "
                f"number {missing} is missing"
            )
