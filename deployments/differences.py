"""A version against the one that runs: what a reviewer looks at before they decide."""

from collections.abc import Iterator, Mapping
from typing import Any

from deployments.metrics import number
from governance.change_kinds import Difference, DifferenceRow
from registry.models import Version

MOST = 60  # rows of one part; the pages of both versions have all of them
NOTHING = "\N{EN DASH}"
# Smaller is better; of anything else that is measured, more is.
_COSTS = ("loss", "error", "rmse", "mae", "mse", "logloss", "seconds", "latency", "ms")


def difference(now: Version | None, then: Version) -> Difference:
    """Snapshot, data, metrics, parameters, environment and schema, part by part."""
    rows = (
        _snapshot(now, then),
        *_data(now, then),
        *_metrics(now, then),
        *_parameters(now, then),
        _environment(now, then),
        _schema(now, then),
    )
    return Difference(str(now) if now else "", rows)


def _snapshot(now: Version | None, then: Version) -> DifferenceRow:
    return DifferenceRow(
        "Snapshot",
        now.digest if now else NOTHING,
        then.digest,
        "same" if now is not None and now.digest == then.digest else "new",
        is_hash=True,
    )


def _data(now: Version | None, then: Version) -> Iterator[DifferenceRow]:
    before, after = _datasets(now), _datasets(then)
    for role in sorted(before.keys() | after.keys()):
        old, new = before.get(role), after.get(role)
        yield DifferenceRow(
            f"{role.capitalize()} data",
            f"{old[0]}, {old[1]:,} rows" if old else NOTHING,
            f"{new[0]}, {new[1]:,} rows" if new else NOTHING,
            _data_words(old, new),
        )


def _datasets(version: Version | None) -> dict[str, tuple[str, int, str]]:
    if version is None:
        return {}
    return {
        str(row.role): (row.name, row.rows, row.sha256)
        for row in sorted(version.datasets.all(), key=lambda row: row.pk)[:MOST]
    }


def _data_words(
    old: tuple[str, int, str] | None, new: tuple[str, int, str] | None
) -> str:
    if old is None or new is None:
        return "new" if old is None else "no longer used"
    if old[2] == new[2]:
        return "same bytes"
    rows = new[1] - old[1]
    return f"{rows:+,} rows" if rows else "other bytes, as many rows"


def _metrics(now: Version | None, then: Version) -> Iterator[DifferenceRow]:
    for name, old, new in _pairs(now.metrics if now else {}, then.metrics):
        words, shape = _measured(name, old, new) if now else ("new", "")
        yield DifferenceRow(name, old, new, words, shape)


def _measured(name: str, old: str, new: str) -> tuple[str, str]:
    before, after = number(old), number(new)
    if before is None or after is None:
        return ("same", "off") if old == new else ("changed", "")
    step = after - before
    if not step:
        return "same", "off"
    is_cost = any(word in name.lower() for word in _COSTS)
    is_better = (step < 0) == is_cost
    sign = "+" if step > 0 else "\N{MINUS SIGN}"
    told = f"{sign}{abs(step).normalize():f}"
    return f"{told} {'better' if is_better else 'worse'}", "ok" if is_better else "warn"


def _parameters(now: Version | None, then: Version) -> Iterator[DifferenceRow]:
    for name, old, new in _pairs(now.parameters if now else {}, then.parameters):
        if old != new or now is None:
            yield DifferenceRow(name, old, new, "changed" if now else "new")


def _environment(now: Version | None, then: Version) -> DifferenceRow:
    same = now is not None and now.lock_sha256 == then.lock_sha256
    return DifferenceRow(
        "Environment",
        f"Python {now.python}, lock {now.lock_sha256[:8]}" if now else NOTHING,
        f"Python {then.python}, lock {then.lock_sha256[:8]}",
        "same lock" if same else "other lock" if now else "new",
    )


def _schema(now: Version | None, then: Version) -> DifferenceRow:
    same = now is not None and now.schema == then.schema
    words = "callers must look" if now is not None else "new"
    return DifferenceRow(
        "Input and output schema",
        _shape(now.schema) if now else NOTHING,
        _shape(then.schema),
        "same; callers need no change" if same else words,
        "" if same or now is None else "warn",
    )


def _shape(schema: Mapping[str, Any]) -> str:
    fields, outputs = schema.get("fields", []), schema.get("outputs", [])
    return f"{len(fields)} in, {len(outputs)} out"


def _pairs(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    for name in sorted(old.keys() | new.keys())[:MOST]:
        yield name, str(old.get(name, NOTHING)), str(new.get(name, NOTHING))
