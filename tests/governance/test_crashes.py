"""Attack 14: killed at any statement. What is committed is whole, the rest is not."""

from collections.abc import Iterator

from governance import log, verification
from governance.ledger.hashing import leaf_hash, root_hash
from governance.models import Checkpoint, Entry, Grant, Leaf, Tile
from tests import make
from tests.children import Work, killed_at
from tests.roles import NAMES
from tests.sequenced import begin, sequence
from tests.work import fill, grant_a_role, take_one_step

MOST = 100  # points of anything that is killed here
LOG = ("leaf", "tile", "checkpoint")
BATCH = 270  # entries: each crosses the border of a tile


def deaths(work: Work, role: str) -> Iterator[str]:
    """Do it again and again, killed one point later each time, until it survives."""
    for fatal in range(1, MOST):
        where = killed_at(fatal, work, role)
        if where is None:
            return
        yield where
    raise AssertionError("it never came to its end")


def rows() -> list[object]:
    """The whole log."""
    return [list(model.objects.values_list()) for model in (Leaf, Tile, Checkpoint)]


def undisturbed_root() -> bytes:
    """Of the same bodies, without any sequencer: RFC 6962, section 2.1."""
    bodies = Entry.objects.order_by("pk").values_list("body", flat=True)
    return root_hash([leaf_hash(bytes(body)) for body in bodies])


def assert_log_is_whole() -> None:
    newest = log.newest_checkpoint()
    assert newest
    assert newest.size == Entry.objects.count()
    assert bytes(newest.root) == undisturbed_root()
    assert Tile.objects.filter(level=0).count() == newest.size // 256
    numbered = Leaf.objects.order_by("seq").values_list("seq", "entry_id")
    assert [number for number, _ in numbered] == list(range(newest.size))
    assert len({entry for _, entry in numbered}) == newest.size


def test_a_sequencer_killed_at_any_statement_goes_on_with_the_same_log(
    committing_db: None,
) -> None:
    begin()
    sequence()
    fill(BATCH)
    before, died = rows(), []
    for where in deaths(take_one_step, NAMES.sequencer):
        died.append(where)
        is_done = where == "after COMMIT"  # but nobody was told
        assert (rows() != before) is is_done, where
        if "INSERT" in where or "COMMIT" in where:
            assert sequence() == (0 if is_done else BATCH), where
            assert_log_is_whole()
            fill(BATCH)
            before = rows()
    assert_log_is_whole()  # the last step survived
    assert verification.verify().wrong == ()
    # The first death is early in a log without tiles, which it takes less to read.
    assert list(dict.fromkeys(filter(None, map(kind_of, died)))) == [
        *(f"{side} {table}" for table in LOG for side in ("before", "after")),
        *("before COMMIT", "after COMMIT"),
    ]


def kind_of(where: str) -> str:
    """In short, of those that write."""
    side, _, sql = where.partition(" ")
    table = next((table for table in LOG if f"governance_{table}" in sql), sql)
    return f"{side} {table}" if "INSERT" in sql or sql == "COMMIT" else ""


def test_an_operation_killed_at_any_statement_leaves_row_and_entry_or_neither(
    committing_db: None,
) -> None:
    make.person("ds1")
    begin()
    sequence()
    entries, died = Entry.objects.count(), []
    for where in deaths(grant_a_role, NAMES.app):
        died.append(where)
        done = int(where == "after COMMIT")
        assert Grant.objects.count() == done, where
        assert Entry.objects.count() == entries + done, where
        if done:
            break
    for table in ("governance_grant", "governance_entry"):
        assert any(
            "after" in where and f"INTO {table}" in bare(where) for where in died
        )
    assert died[-2:] == ["before COMMIT", "after COMMIT"]
    assert sequence() == 1
    assert verification.verify().wrong == ()


def bare(statement: str) -> str:
    return statement.replace('"', "")
