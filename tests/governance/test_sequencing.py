"""Numbers: gapless, once each, whatever order transactions end in."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from governance.actions import Action
from governance.models import Entry, Leaf, User
from governance.operations.open_session import open_session
from governance.recording import Record
from governance.sequencing import Sequencer, position, sequence
from tests import make, roles


def test_each_entry_gets_one_number_without_gaps(db: None) -> None:
    people = [make.person(f"person-{n}") for n in range(5)]
    with roles.as_sequencer():
        assert sequence() == Entry.objects.count()
        assert sequence() == 0
    open_session(actor=people[0])
    with roles.as_sequencer():
        assert sequence() == 1
    assert list(Leaf.objects.order_by("seq").values_list("seq", flat=True)) == list(
        range(Entry.objects.count())
    )


def test_the_position_counts_what_waits(db: None) -> None:
    make.person("somebody")
    assert position().waiting == Entry.objects.count()
    with roles.as_sequencer():
        sequence()
    assert (position().size, position().waiting) == (Entry.objects.count(), 0)


def test_writers_and_sequencer_together_lose_nothing(committing_db: None) -> None:
    people = [make.person(f"person-{n}") for n in range(4)]
    writers = [threading.Thread(target=_log_in_often, args=[p]) for p in people]
    for writer in writers:
        writer.start()
    with roles.as_sequencer():
        sequencer = Sequencer()
        while any(writer.is_alive() for writer in writers):
            sequencer.step()
        sequencer.step()
    numbers = list(Leaf.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(Entry.objects.count()))
    assert Entry.objects.filter(action="session.opened").count() == 40


def _log_in_often(person: User) -> None:
    for _ in range(10):
        open_session(actor=person)
    connections.close_all()


def test_a_transaction_that_ends_late_is_numbered_late(committing_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in: no transaction can end late")
    first, second = make.person("first"), make.person("second")
    with roles.as_sequencer():
        sequence()
    sequencer = Sequencer()
    hold, written = threading.Event(), threading.Event()
    slow = threading.Thread(target=_hold_open, args=[first, written, hold])
    slow.start()
    written.wait(5)
    for _ in range(2):
        open_session(actor=second)
        with roles.as_sequencer():
            assert sequencer.step() == 1
    hold.set()
    slow.join()
    with roles.as_sequencer():
        assert sequencer.step() == 1
    last = Leaf.objects.latest("seq")
    assert last.entry.actor_id == first.pk


def _hold_open(person: User, written: threading.Event, hold: threading.Event) -> None:
    with transaction.atomic():
        Record(person, Action.SESSION_OPENED, person, "").write()
        written.set()
        hold.wait(5)
    connections.close_all()


def test_a_sequencer_with_nothing_to_do_takes_no_turn(db: None) -> None:
    make.person("somebody")
    sequencer = Sequencer()
    with roles.as_sequencer():
        sequencer.step()
    with CaptureQueriesContext(connection) as queries:
        assert sequencer.step() == 0
    assert not any("INSERT" in query["sql"] for query in queries)
    assert not any("BEGIN" in query["sql"] for query in queries)
