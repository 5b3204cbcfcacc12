"""A business write with its audit entry, against peers doing the same, in one run."""

import importlib
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from statistics import median
from time import perf_counter
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from governance import access
from governance.actions import Action
from governance.recording import Record, governed
from governance.rights import Right
from tests.benchmarks.ledger.figures import Figure, at_most
from tests.benchmarks.ledger.place import WHY, Place, prepare, revise

BLOCK, ROUNDS, ROWS = 40, 25, 20
ACTION = Action.VERSION_WITHDRAWN  # with a reason, on a project
Write = Callable[[int], None]
# The disk's share hides ours on a machine whose disk is busy.
NO_WAITING = {
    "sqlite": "PRAGMA synchronous = OFF",
    "postgresql": "SET synchronous_commit = off",
}
DISKLESS = "x plain save, when none waits for the disk"


def measure(vendor: str) -> list[Figure]:
    """Ratios to a plain save(), the median over interleaved rounds."""
    ways = contenders(prepare())
    queries = {name: _queries(way) for name, way in ways.items()}
    ratios, plain = _ratios(ways)
    ours = {name: ways[name] for name in ("plain", "entry", "governed")}
    with connection.cursor() as cursor:
        cursor.execute(NO_WAITING[connection.vendor])
    quick, _ = _ratios(ours)
    name = f"{vendor}: write"
    figures = [
        Figure(f"{name}: plain save", "us", plain * 1e6),
        Figure(
            f"{name}: plain save", "queries with BEGIN and COMMIT", queries["plain"]
        ),
        at_most(f"{name}: save + entry", "x plain save", ratios["entry"], 1.4),
        Figure(f"{name}: save + entry", "queries", queries["entry"]),
        Figure(f"{name}: save + entry", DISKLESS, quick["entry"]),
        Figure(f"{name}: governed", DISKLESS, quick["governed"]),
        at_most(f"{name}: governed", "x plain save", ratios["governed"], 3),
        at_most(f"{name}: governed", "queries", queries["governed"], 8),
    ]
    for peer in ways.keys() - {"plain", "entry", "governed"}:
        figures.append(Figure(f"{name}: {peer}", "x plain save", ratios[peer]))
        figures.append(Figure(f"{name}: {peer}", "queries", queries[peer]))
        if "same check" in peer:
            figures.append(_rival(name, peer, ratios["governed"] / ratios[peer]))
    return sorted(figures, key=lambda figure: figure.ok is None)


def _rival(name: str, peer: str, ratio: float) -> Figure:
    """django-pghistory writes in a trigger, checks nothing and is told no reason."""
    if "pghistory" in peer:
        return Figure(f"{name}: governed", f"x {peer}", ratio)
    return at_most(f"{name}: governed", f"x {peer}", ratio, 1)


def _ratios(ways: Mapping[str, Write]) -> tuple[dict[str, float], float]:
    """Each way's time by that of the plain save in the same round."""
    rounds: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        _block(way, 0)
    for turn in range(ROUNDS):
        names = list(ways)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            rounds[name].append(_block(ways[name], turn + 1))
    plain = rounds["plain"]
    return {
        name: median(a / b for a, b in zip(times, plain, strict=True))
        for name, times in rounds.items()
    }, median(plain)


def _block(way: Write, turn: int) -> float:
    times = []
    for number in range(turn * BLOCK, (turn + 1) * BLOCK):
        began = perf_counter()
        way(number)
        times.append(perf_counter() - began)
    return median(times)


def _queries(way: Write) -> int:
    way(1)
    with CaptureQueriesContext(connection) as captured:
        way(2)
    return len(captured)


def contenders(place: Place) -> dict[str, Write]:
    """Every way that can run here, by its name."""
    models = apps.get_app_config("ledger_benchmark").get_models()
    rows = {
        model.__name__: [
            model._base_manager.create(project=place.project.pk, name=f"rig {n}")  # noqa: SLF001
            for n in range(ROWS)
        ]
        for model in models
        if model.__name__ in NAMES
    }
    ways = {
        "plain": _save(rows["Plain"]),
        "entry": _with_entry(rows["Kept"], place),
        "governed": _governed(rows["Kept"], place),
    }
    for model, peer in PEERS.items():
        if model in rows:
            ways[peer] = _save(rows[model])
            ways[f"{peer} with the same check and lock"] = _checked(rows[model], place)
    if "Snapped" in rows:
        context = importlib.import_module("pghistory").context
        ways["django-pghistory with context"] = _save(
            rows["Snapped"], lambda: context(user=str(place.actor.pk), why=WHY)
        )
    return ways


PEERS = {
    "Audited": "django-auditlog",
    "Remembered": "django-simple-history",
    "Snapped": "django-pghistory",
}
NAMES = {"Plain", "Kept", *PEERS}


def _save(rows: list[Any], context: Callable[[], Any] = nullcontext) -> Write:
    def write(number: int) -> None:
        row = rows[number % ROWS]
        with context(), transaction.atomic():
            revise(row, number)
            row.save()

    return write


def _with_entry(rows: list[Any], place: Place) -> Write:
    """The old values are those of the loaded row; no check, no lock."""

    def write(number: int) -> None:
        row = rows[number % ROWS]
        with transaction.atomic():
            record = Record(place.actor, ACTION, row, WHY)
            for field, (old, new) in revise(row, number).items():
                record.change(field, old, new)
            row.save()
            record.write()

    return write


def _governed(rows: list[Any], place: Place) -> Write:
    """The whole door: lock, right, change, entry."""

    def write(number: int) -> None:
        with governed(place.actor, ACTION, rows[number % ROWS], reason=WHY) as record:
            for field, (old, new) in revise(record.subject, number).items():
                record.change(field, old, new)
            record.subject.save()

    return write


def _checked(rows: list[Any], place: Place) -> Write:
    """A peer that locks the row and asks our own right, as a careful user would."""

    def write(number: int) -> None:
        row = rows[number % ROWS]
        with transaction.atomic():
            locked = row.__class__.objects.select_for_update(of=("self",)).get(
                pk=row.pk
            )
            decision = access.may(place.actor, Right.CONTRIBUTE, place.project.pk)
            assert decision.allowed
            revise(locked, number)
            locked.save()

    return write
