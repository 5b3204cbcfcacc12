"""Numbers: gapless, once each, whatever order transactions end in; and signed."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance import log
from governance.actions import Action
from governance.ledger.checkpoints import open_checkpoint
from governance.ledger.frontier import Frontier
from governance.ledger.hashing import leaf_hash, root_hash
from governance.ledger.proofs import consistency_proof, verify_consistency
from governance.models import Checkpoint, Entry, Leaf, Tile, User
from governance.operations.open_session import open_session
from governance.recording import Record
from governance.sequencing import LogBrokenError, Sequencer
from tests import make
from tests.database_edits import as_owner_edit
from tests.roles import as_sequencer
from tests.sequenced import SIGNER, sequence


def sequencer() -> Sequencer:
    with as_sequencer():
        return Sequencer([SIGNER])


def step(one: Sequencer) -> int:
    with as_sequencer():
        return one.step()


def numbers() -> list[int]:
    return list(Leaf.objects.order_by("seq").values_list("seq", flat=True))


def fill(count: int) -> None:
    """That many entries, without their operations: the sequencer sees bodies only."""
    person = User.objects.system("operator")
    for _ in range(count):
        Record(person, Action.SESSION_OPENED, person, "").write()


def test_each_entry_gets_one_number_without_gaps(db: None) -> None:
    people = [make.person(f"person-{n}") for n in range(5)]
    assert sequence() == Entry.objects.count()
    assert sequence() == 0
    open_session(actor=people[0])
    assert sequence() == 1
    assert numbers() == list(range(Entry.objects.count()))


def test_each_batch_ends_with_a_signed_checkpoint_of_its_root(db: None) -> None:
    make.person("somebody")
    sequence()
    make.person("another")
    sequence()
    bodies = Entry.objects.order_by("leaf__seq").values_list("body", flat=True)
    leaves = [leaf_hash(bytes(body)) for body in bodies]
    for row in Checkpoint.objects.all():
        signed = open_checkpoint(row.note, [SIGNER.verifier]).checkpoint
        assert (signed.size, signed.root) == (row.size, bytes(row.root))
        assert signed.root == root_hash(leaves[: row.size])
    assert Checkpoint.objects.count() == 2


def test_two_checkpoints_are_proven_to_be_of_one_log(db: None) -> None:
    fill(300)
    sequence()
    fill(230)
    sequence()
    old, new = Checkpoint.objects.order_by("size")
    proof = consistency_proof(old.size, new.size, log.reader())
    verify_consistency(old.size, new.size, bytes(old.root), bytes(new.root), proof)


def test_full_tiles_are_stored_with_their_roots(db: None) -> None:
    fill(600)
    sequence()
    hashes = [
        bytes(h)
        for h in Leaf.objects.order_by("seq").values_list("leaf_hash", flat=True)
    ]
    full = Frontier().extend(hashes)
    assert [
        (t.level, t.index, bytes(t.data), bytes(t.root))
        for t in Tile.objects.order_by("level", "index")
    ] == [(tile.tile.level, tile.tile.number, tile.data, tile.root) for tile in full]


def test_a_proof_reads_a_few_rows_whatever_the_size(db: None) -> None:
    fill(700)
    sequence()
    entry = Entry.objects.get(leaf__seq=3)
    with CaptureQueriesContext(connection) as queries:
        proof = log.proof_of(entry)
    assert proof is not None
    proof.file.verify(proof.leaf, [SIGNER.verifier])
    assert len(queries) <= 8


def test_a_restarted_sequencer_goes_on_as_if_it_had_not_stopped(db: None) -> None:
    fill(300)
    one = sequencer()
    step(one)
    fill(400)
    step(sequencer())
    fill(3)
    assert step(one) == 3  # it sees that another was there in between
    bodies = Entry.objects.order_by("leaf__seq").values_list("body", flat=True)
    assert log.root_at(log.size()) == root_hash(leaf_hash(bytes(b)) for b in bodies)


def test_a_log_that_was_numbered_before_it_was_signed_gets_its_tiles(db: None) -> None:
    fill(300)
    with as_sequencer():
        Leaf.objects.bulk_create(
            Leaf(seq=place, entry=entry, leaf_hash=entry.leaf_hash)
            for place, entry in enumerate(Entry.objects.order_by("pk"))
        )
    assert sequence() == 0
    assert log.size() == Entry.objects.count()
    assert Tile.objects.count() == 1
    assert log.root_at(log.size()) == bytes(Checkpoint.objects.get().root)


OTHER = b"another hash of thirty-two bytes"


@pytest.mark.parametrize(
    ("edit", "values"),
    [
        ("UPDATE governance_leaf SET leaf_hash = %s WHERE seq = 299", [OTHER]),
        ("DELETE FROM governance_leaf WHERE seq = 299", []),
        ("UPDATE governance_tile SET root = %s", [OTHER]),
        ("DELETE FROM governance_tile", []),
        ("UPDATE governance_checkpoint SET root = %s", [OTHER]),
    ],
)
def test_nothing_is_signed_on_edited_rows(
    committing_db: None, edit: str, values: list[bytes]
) -> None:
    fill(300 - Entry.objects.count())
    sequence()
    as_owner_edit(edit, *values)
    with pytest.raises(LogBrokenError, match="Nothing more is signed"):
        sequencer()


def test_writers_and_sequencer_together_lose_nothing(committing_db: None) -> None:
    people = [make.person(f"person-{n}") for n in range(4)]
    writers = [threading.Thread(target=_log_in_often, args=[p]) for p in people]
    for writer in writers:
        writer.start()
    one = sequencer()
    while any(writer.is_alive() for writer in writers):
        step(one)
    step(one)
    assert numbers() == list(range(Entry.objects.count()))
    assert Entry.objects.filter(action="session.opened").count() == 40


def _log_in_often(person: User) -> None:
    for _ in range(10):
        open_session(actor=person)
    connections.close_all()


def test_a_transaction_that_ends_late_is_numbered_late(committing_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in: no transaction can end late")
    first, second = make.person("first"), make.person("second")
    sequence()
    one = sequencer()
    hold, written = threading.Event(), threading.Event()
    slow = threading.Thread(target=_hold_open, args=[first, written, hold])
    slow.start()
    written.wait(5)
    for _ in range(2):
        open_session(actor=second)
        assert step(one) == 1
    hold.set()
    slow.join()
    assert step(one) == 1
    assert Leaf.objects.latest("seq").entry.actor_id == first.pk


def _hold_open(person: User, written: threading.Event, hold: threading.Event) -> None:
    with transaction.atomic():
        Record(person, Action.SESSION_OPENED, person, "").write()
        written.set()
        hold.wait(5)
    connections.close_all()


def test_what_is_taken_back_costs_no_number(
    committing_db: None,
) -> None:
    person = make.person("first")
    sequence()
    with transaction.atomic():
        Record(person, Action.SESSION_OPENED, person, "").write()
        point = transaction.savepoint()
        Record(person, Action.SESSION_OPENED, person, "").write()
        transaction.savepoint_rollback(point)
    assert sequence() == 1
    assert numbers() == list(range(Entry.objects.count()))


def test_a_restored_backup_in_another_cluster_hides_no_entry(db: None) -> None:
    """Its transactions are numbered anew: the old mark would lie above the new rows."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite counts ids, which a copy of the file keeps")
    make.person("somebody")
    with as_sequencer():
        Checkpoint.objects.create(
            size=0,
            root=root_hash([]),
            created_at=timezone.now(),
            low=str(2**62),
            system_id="another",
        )
    assert sequence() == Entry.objects.count()


def test_a_sequencer_with_nothing_to_do_takes_no_turn(db: None) -> None:
    make.person("somebody")
    one = sequencer()
    step(one)
    with as_sequencer(), CaptureQueriesContext(connection) as queries:
        assert one.step() == 0
    assert not any("INSERT" in query["sql"] for query in queries)
    assert not any("BEGIN" in query["sql"] for query in queries)
