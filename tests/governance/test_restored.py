"""Attack 17: a restored backup goes on. Whoever kept a checkpoint sees it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from governance import log
from governance.ledger.errors import LedgerError
from governance.ledger.proofs import consistency_proof, verify_consistency
from governance.models import Checkpoint, Entry
from tests import make
from tests.roles import as_sequencer
from tests.sequenced import SIGNER, begin, sequence
from tests.witnesses import Started, started
from tests.work import fill


@contextmanager
def backup(folder: Path) -> Iterator[Any]:
    """A copy of the database as it is now; call it to put it back."""
    name, copy = str(connection.settings_dict["NAME"]), str(folder / "backup")
    if connection.vendor == "postgresql":
        copy = f"{name}_backup"
        at_maintenance(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    else:
        with (
            closing(sqlite3.connect(name)) as source,
            closing(sqlite3.connect(copy)) as to,
        ):
            source.backup(to)

    def restore() -> None:
        connection.close()
        if connection.vendor == "postgresql":
            at_maintenance(f'DROP DATABASE "{name}"')
            at_maintenance(f'ALTER DATABASE "{copy}" RENAME TO "{name}"')
        else:
            for rest in ("-wal", "-shm"):
                Path(name + rest).unlink(missing_ok=True)
            shutil.copy(copy, name)

    yield restore


def at_maintenance(statement: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - Django's own test door
        cursor.execute("SET ROLE NONE")
        cursor.execute(statement)


def remembered() -> Checkpoint:
    """What an auditor has kept."""
    sequence()
    newest = log.newest_checkpoint()
    assert newest
    return newest


def consistent(old: Checkpoint) -> bool:
    """Whether the log that is there now goes on from a kept checkpoint."""
    newest = log.newest_checkpoint()
    if newest is None or newest.size < old.size:
        return False
    proof = consistency_proof(old.size, newest.size, log.reader())
    try:
        verify_consistency(
            old.size, newest.size, bytes(old.root), bytes(newest.root), proof
        )
    except LedgerError:
        return False
    return True


def test_without_a_witness_a_kept_checkpoint_shows_the_backup(
    committing_db: None, tmp_path: Path
) -> None:
    begin()
    fill(300)
    first = remembered()
    with backup(tmp_path) as restore:
        fill(10)
        kept = remembered()
        assert consistent(first)
        restore()
    assert not consistent(kept)  # smaller than it was
    fill(20)
    sequence()  # nothing here knows that there was more
    assert consistent(first)
    assert not consistent(kept)  # larger again, and another log


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Started]:
    with started(tmp_path / "witness", [SIGNER.verifier]) as running:
        yield running


def test_with_a_witness_the_sequencer_refuses_the_backup(
    committing_db: None,
    tmp_path: Path,
    witness: Started,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin()
    fill(30)
    kept = remembered()
    monkeypatch.setenv("LEDGER_KEY", SIGNER.skey)
    settings.LEDGER_WITNESSES = witness.setting
    with backup(tmp_path) as restore:
        make.person("lost")
        once()
        once()  # which shows the witness what the first one signed
        restore()
    make.person("somebody")
    with pytest.raises(CommandError, match="knows another log"):
        once()
    assert log.size() == kept.size
    assert Entry.objects.filter(leaf=None).count() == 1


def once() -> None:
    with as_sequencer():
        call_command("sequence_ledger", "--once")
