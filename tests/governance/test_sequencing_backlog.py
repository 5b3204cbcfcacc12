"""A backlog longer than one look lists is numbered in order, each entry once."""

import threading

import pytest
from django.db import connection

from governance import sequencing
from governance.models import Entry, Leaf
from tests import make
from tests.governance.test_sequencing import _hold_open, fill, numbers, sequencer, step


@pytest.fixture(autouse=True)
def _short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "BATCH", 4)
    monkeypatch.setattr(sequencing, "LISTED", 8)


def ids_in_order() -> list[int]:
    return list(Leaf.objects.order_by("seq").values_list("entry_id", flat=True))


def test_a_long_backlog_keeps_the_order_of_its_entries(db: None) -> None:
    fill(19)
    one = sequencer()
    while step(one):
        pass
    assert ids_in_order() == sorted(Entry.objects.values_list("pk", flat=True))
    assert numbers() == list(range(Entry.objects.count()))


def test_what_commits_while_a_list_is_numbered_comes_after_it(
    committing_db: None,
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in")
    person = make.person("late")
    written, hold = threading.Event(), threading.Event()
    thread = threading.Thread(target=_hold_open, args=(person, written, hold))
    thread.start()
    assert written.wait(10)
    fill(10)
    one = sequencer()
    assert step(one) == 4
    listed = set(one._listed)  # noqa: SLF001 - what the look has seen
    hold.set()
    thread.join(10)
    fill(1)
    while step(one):
        pass
    order = ids_in_order()
    late = min(set(order[4:]) - listed)
    assert order.index(late) > max(order.index(pk) for pk in listed)
    assert len(order) == len(set(order)) == Entry.objects.count()


def test_another_sequencer_in_between_numbers_nothing_twice(db: None) -> None:
    fill(19)
    one, other = sequencer(), sequencer()
    assert step(one) == 4
    assert step(other) == 4
    while step(one):
        pass
    assert numbers() == list(range(Entry.objects.count()))
