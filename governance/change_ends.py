"""How a change request stood when it ended, as its end keeps it.

The difference, the gate's findings and the decisions are asked of the rows while a
request waits. When it ends they are written down once, in canonical JSON whose SHA-256
its entry names: what runs later, and who may approve later, changes nothing of it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from governance.change_kinds import Difference, DifferenceRow
from governance.entry_bodies import read_body
from governance.gates import Finding, Row
from governance.ledger.canonical import canonical
from governance.models import ChangeEnd, ChangeRequest, Entry
from governance.redaction import Erased, Kept

if TYPE_CHECKING:
    from governance.changes import Standing

FORM = 1
MOST_ROWS = 200  # of the difference; what is left off is counted
MOST_TEXT = 400  # characters of each text
HASH = "stood"  # its name among the hashes of the entry


@dataclass(frozen=True, slots=True)
class Stood:
    """What was kept; `is_kept` is false for ends from before anything was."""

    is_kept: bool
    now: str
    rows: tuple[DifferenceRow, ...]
    left_off: int
    gate: tuple[Row, ...]
    needed: int
    revision: int | None
    decisions: Mapping[int, tuple[bool, str]]

    def worth(self, approval: int) -> tuple[bool, str]:
        """Whether a decision counted, and why not."""
        return self.decisions.get(approval, (not self.is_kept, ""))


def written(
    standing: "Standing", difference: Difference, gate: Iterable[Row]
) -> dict[str, Any]:
    """What is kept of a request that ends now."""
    rows = difference.rows[:MOST_ROWS]
    return {
        "v": FORM,
        "now": _short(difference.now),
        "differences": [_shortened(asdict(row)) for row in rows],
        "left_off": len(difference.rows) - len(rows),
        "gate": [_shortened({"says": row.says, **asdict(row.finding)}) for row in gate],
        "decisions": [
            _shortened(
                {
                    "approval": one.approval.pk,
                    "counts": one.counts,
                    "because": one.because,
                }
            )
            for one in standing.decisions
        ],
        "needed": standing.needed,
        "revision": standing.policy.revision if standing.policy else None,
    }


def digest_of(stood: Mapping[str, Any]) -> str:
    """The SHA-256 that the entry of the end names."""
    return hashlib.sha256(canonical(dict(stood))).hexdigest()


def read(end: ChangeEnd) -> Stood:
    """What was kept with an end."""
    kept: dict[str, Any] = end.stood or {}
    return Stood(
        is_kept=end.stood is not None,
        now=kept.get("now", ""),
        rows=tuple(DifferenceRow(**row) for row in kept.get("differences", [])),
        left_off=kept.get("left_off", 0),
        gate=tuple(_gate(kept.get("gate", []))),
        needed=kept.get("needed", 0),
        revision=kept.get("revision"),
        decisions={
            row["approval"]: (row["counts"], row["because"])
            for row in kept.get("decisions", [])
        },
    )


def is_whole(end: ChangeEnd) -> bool:
    """Whether what is kept has the SHA-256 that the entry of the end names."""
    entry = Entry.objects.filter(uuid=end.entry).first()
    body = read_body(entry) if entry else None
    named = body["hashes"].get(HASH) if body else None
    return named == (digest_of(end.stood) if end.stood is not None else None)


def holding(erased: Erased, since: datetime) -> list[Kept]:
    """Ends since a moment that keep a value which is erased: listed, never touched."""
    needle = canonical(str(erased.value))[1:-1]
    rows = ChangeEnd.objects.filter(at__gte=since, stood__isnull=False)
    if erased.entry.project_id:
        rows = rows.filter(change__project_id=erased.entry.project_id)
    return [
        Kept(ChangeRequest.subject_type, end.change_id, str(end.change))
        for end in rows.select_related("change").iterator()
        if needle and needle in canonical(end.stood)
    ]


def _gate(rows: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    for row in rows:
        finding = {name: value for name, value in row.items() if name != "says"}
        yield Row(row["says"], Finding(**finding))


def _shortened(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _short(value) if isinstance(value, str) else value
        for name, value in row.items()
    }


def _short(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"
