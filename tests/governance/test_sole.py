"""One sequencer of many."""

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess

import pytest
from django.db import connection

from governance import sole
from tests.children import CONTEXT, child
from tests.roles import NAMES, as_sequencer
from tests.work import be_the_sequencer


@contextmanager
def taken() -> Iterator[ForkServerProcess]:
    """Another process is the sequencer."""
    ours, theirs = CONTEXT.Pipe()
    with child(be_the_sequencer, theirs, role=NAMES.sequencer) as process:
        assert ours.recv() == "mine"
        yield process


def test_a_second_sequencer_is_refused(committing_db: None) -> None:
    with (
        taken(),
        as_sequencer(),
        pytest.raises(sole.TakenError, match="Another sequencer runs"),
        sole.sequencer(),
    ):
        pytest.fail("there were two")


def test_who_waits_takes_over_when_the_first_is_killed(
    committing_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sole, "PAUSE_SECONDS", 0.01)
    asked = []
    with taken() as process, as_sequencer():

        def patient() -> bool:
            asked.append(1)
            process.kill()
            return True

        with sole.sequencer(waits=patient):
            assert asked


def test_who_is_told_to_stop_while_waiting_never_begins(committing_db: None) -> None:
    with (
        taken(),
        as_sequencer(),
        pytest.raises(sole.TakenError),
        sole.sequencer(waits=lambda: False),
    ):
        pytest.fail("it began")


def test_the_turn_is_free_again_after_an_error(committing_db: None) -> None:
    with as_sequencer():
        with pytest.raises(KeyError), sole.sequencer():
            raise KeyError
        with taken():
            pass
        with sole.sequencer():
            pass


def test_a_lost_connection_ends_the_turn_quietly(committing_db: None) -> None:
    """The lock went with it, and another one may have it already."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no connection that can be lost")
    with as_sequencer(), sole.sequencer():
        connection.connection.close()
        connection.close()
    with taken():
        pass
