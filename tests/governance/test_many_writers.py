"""Many processes write, one numbers: every committed entry once, without a gap."""

import contextlib
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.context import ForkServerProcess

import pytest
from django.db import connection, transaction

from governance import log, verification
from governance.actions import Action
from governance.ledger.hashing import leaf_hash, root_hash
from governance.models import Checkpoint, Entry, Leaf, Tile, User
from governance.operations.open_session import open_session
from governance.recording import Record
from tests import make
from tests.children import CONTEXT, child, ended, until
from tests.roles import NAMES, as_owner
from tests.sequenced import SIGNER, begin, sequence
from tests.work import fill, hold_open, log_in, prepare, run_sequencer

WRITERS = 8
KEY = {"LEDGER_KEY": SIGNER.skey}
full = pytest.mark.full
only_postgres = "SQLite lets one writer in: there is no open transaction beside another"


def waiting() -> int:
    return Entry.objects.filter(leaf=None).count()


@contextmanager
def sequencing() -> Iterator[ForkServerProcess]:
    """The command runs beside the test."""
    with child(run_sequencer, KEY, {}, os.devnull, role=NAMES.sequencer) as process:
        yield process


@contextmanager
def long_transactions(count: int) -> Iterator[None]:
    """Open when the block begins, committed when it ends; their ids are low."""
    with ExitStack() as stack:
        hands = []
        for _ in range(count):
            ours, theirs = CONTEXT.Pipe()
            stack.enter_context(child(hold_open, theirs))
            assert ours.recv() == "written"
            hands.append((ours, theirs))
        yield
        for ours, _ in hands:
            ours.send("commit")
            assert ours.recv() == "committed"


def assert_all_is_numbered(entries: int) -> None:
    """Gapless, once each, and every checkpoint signs the root of what came first."""
    assert Entry.objects.count() == entries
    places = list(Leaf.objects.order_by("seq").values_list("seq", "entry_id"))
    assert [seq for seq, _ in places] == list(range(entries))
    assert len({entry for _, entry in places}) == entries
    bodies = Entry.objects.order_by("leaf__seq").values_list("body", flat=True)
    leaves = [leaf_hash(bytes(body)) for body in bodies]
    for size, root in Checkpoint.objects.values_list("size", "root"):
        assert bytes(root) == root_hash(leaves[:size])
    found = verification.verify()
    assert (found.wrong, found.numbered) == ((), entries)
    assert log.size() == entries


@pytest.mark.parametrize("times", [60, pytest.param(500, marks=full)])
def test_eight_writing_processes_lose_and_double_nothing(
    committing_db: None, times: int, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [make.person(f"writer-{n}") for n in range(WRITERS)]
    before, late = Entry.objects.count(), 0
    with ExitStack() as stack:
        stack.enter_context(sequencing())
        until(lambda: Leaf.objects.count() > before, "the sequencer does not begin")
        if connection.vendor == "postgresql":
            late = 2
            stack.enter_context(long_transactions(late))
        started = time.monotonic()
        writers = [
            stack.enter_context(child(log_in, person.username, times))
            for person in people
        ]
        assert [ended(writer) for writer in writers] == [0] * WRITERS
        until(lambda: not waiting(), "some entries get no number")
        seconds = time.monotonic() - started
        assert log.size() == before + 1 + WRITERS * times
    with sequencing():
        until(lambda: log.size() == before + 1 + WRITERS * times + late, "late ones")
    written = Counter(
        Entry.objects.filter(action="session.opened").values_list("actor_id", flat=True)
    )
    assert [written[person.pk] for person in people] == [times] * WRITERS
    assert_all_is_numbered(before + 1 + WRITERS * times + late)
    with capsys.disabled():
        rate = WRITERS * times / seconds
        if times > 60:
            print(f"\n{connection.vendor}: {seconds:.1f} s, {rate:.0f} entries/s")  # noqa: T201


def test_a_killed_sequencer_is_followed_by_the_one_that_waits(
    committing_db: None,
) -> None:
    """Attack 15: kill -9 in the middle of a run, several times."""
    people = [make.person(f"writer-{n}") for n in range(4)]
    before = Entry.objects.count()
    with ExitStack() as stack:
        active = stack.enter_context(
            child(run_sequencer, KEY, {}, os.devnull, role=NAMES.sequencer)
        )
        until(lambda: Leaf.objects.count() > before, "the sequencer does not begin")
        writers = [
            stack.enter_context(child(log_in, person.username, 60)) for person in people
        ]
        for _ in range(2):
            standby = stack.enter_context(sequencing())
            size = log.size()
            open_session(actor=people[0])  # also when the others are done already
            until(lambda size=size: log.size() > size, "nothing is numbered")  # type: ignore[misc]
            assert standby.is_alive()
            active.kill()
            active.join()
            active = standby
        assert [ended(writer) for writer in writers] == [0] * 4
        until(lambda: not waiting(), "the one that waited does not go on")
    assert_all_is_numbered(before + 1 + 4 * 60 + 2)


def write(action: Action) -> None:
    person = User.objects.system("operator")
    Record(person, action, person, "").write()


def take_back(action: Action) -> None:
    """Write an entry and let the transaction, or the savepoint, fail."""
    with contextlib.suppress(KeyError), transaction.atomic():
        write(action)
        raise KeyError


def test_a_savepoint_that_is_taken_back_leaves_one_number(committing_db: None) -> None:
    """Attack 16: what is taken back has no number, what stays has one, in order."""
    begin()
    with transaction.atomic():
        write(Action.SESSION_OPENED)
        for _ in range(3):
            take_back(Action.SESSION_CLOSED)
        write(Action.SESSION_OPENED)
    take_back(Action.SESSION_CLOSED)
    sequence()
    assert not Entry.objects.filter(action=Action.SESSION_CLOSED).exists()
    assert_all_is_numbered(Entry.objects.count())


def test_a_long_transaction_with_a_lower_id_is_numbered_when_it_ends(
    committing_db: None,
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip(only_postgres)
    begin()
    with long_transactions(2):
        fill(5)
        assert sequence() == 6
        fill(5)
        assert sequence() == 5
    assert sequence() == 2
    late = Entry.objects.order_by("leaf__seq").values_list("pk", flat=True)
    assert max(list(late)[-2:]) < max(late)
    assert_all_is_numbered(Entry.objects.count())


def test_a_prepared_transaction_is_numbered_when_it_is_committed(
    committing_db: None,
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite prepares no transactions")
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_prepared_transactions")
        if cursor.fetchone() == ("0",):
            pytest.skip("max_prepared_transactions is 0 on this server")
    begin()
    with child(prepare, "half") as writer:
        assert ended(writer) == 0
    fill(5)
    assert sequence() == 6
    fill(5)
    assert sequence() == 5
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("COMMIT PREPARED 'half'")
    assert sequence() == 1
    assert_all_is_numbered(Entry.objects.count())


@full
def test_the_second_level_of_tiles_is_filled(committing_db: None) -> None:
    """65,536 entries fill the first tile that holds the roots of tiles."""
    begin()
    fill(65_530 - Entry.objects.count())
    sequence()
    assert not Tile.objects.filter(level=1).exists()
    fill(20)
    assert sequence() == 20
    tile = Tile.objects.get(level=1)
    below = (
        Tile.objects.filter(level=0).order_by("index").values_list("root", flat=True)
    )
    assert bytes(tile.data) == b"".join(bytes(root) for root in below)
    assert_all_is_numbered(65_550)
