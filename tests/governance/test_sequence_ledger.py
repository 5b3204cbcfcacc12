"""The sequencer's process: what it needs to begin, what it says, and how it ends."""

import logging
import os
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from governance import keeper, log, signing, sole
from governance.ledger.keys import COSIGNATURE, Signer
from governance.models import Checkpoint, Entry, Leaf
from governance.operations.open_session import open_session
from tests import make
from tests.children import child, ended, until
from tests.database_edits import as_owner_edit
from tests.roles import NAMES, as_owner, as_sequencer
from tests.sequenced import SIGNER, begin, sequence
from tests.work import run_sequencer

ATTACKER = Signer(SIGNER.name, SIGNER.kind, bytes(32))
WITNESS = Signer("witness.test/w1", COSIGNATURE, bytes(range(3, 35)))
KEY = {"LEDGER_KEY": SIGNER.skey}
WAITS = "Another sequencer runs. This one waits to take over.\n"
SECRET = SIGNER.skey.rpartition("+")[2]


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEDGER_KEY", "LEDGER_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)


def once() -> None:
    with as_sequencer():
        call_command("sequence_ledger", "--once")


def refused(words: str) -> CommandError:
    with pytest.raises(CommandError, match=words) as refusal:
        once()
    assert Leaf.objects.count() == log.size()
    return refusal.value


def test_without_a_key_it_says_what_to_set(db: None) -> None:
    refused("Set LEDGER_KEY or LEDGER_KEY_FILE")
    refused("python -m governance.ledger key")
    assert not Checkpoint.objects.exists()


def test_two_keys_are_refused(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_KEY", SIGNER.skey)
    monkeypatch.setenv("LEDGER_KEY_FILE", "/some/file")
    refused("not both")


def test_a_file_that_is_not_there_is_named(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_KEY_FILE", "/nowhere/ledger.key")
    refused("/nowhere/ledger.key")


def test_a_witnesss_key_is_refused(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_KEY", WITNESS.skey)
    refused("the key of a witness")
    assert not Checkpoint.objects.exists()


def test_another_key_than_the_ledgers_is_refused(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    sequence()
    make.person("somebody")
    monkeypatch.setenv("LEDGER_KEY", ATTACKER.skey)
    words = str(refused("rotate_ledger_key changes it"))
    assert SIGNER.verifier.vkey in words
    assert Entry.objects.filter(leaf=None).count() == 1


@pytest.mark.parametrize("source", ["variable", "file"])
def test_the_key_comes_from_the_environment_or_a_file(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str
) -> None:
    file = tmp_path / "ledger.key"
    file.write_text(f"{SIGNER.skey}\n")
    if source == "file":
        monkeypatch.setenv("LEDGER_KEY_FILE", str(file))
    else:
        monkeypatch.setenv("LEDGER_KEY", SIGNER.skey)
    once()
    assert log.verifiers() == [SIGNER.verifier]
    assert log.size() == Entry.objects.count()


SPOILT = {
    "cut short": SIGNER.skey[:-4],
    "one sign more": SIGNER.skey + "A",
    "another letter": SIGNER.skey[:-3] + "\u00e4" + SIGNER.skey[-2:],
    "without its beginning": SIGNER.skey.removeprefix("PRIVATE+KEY+"),
    "parts in another order": f"PRIVATE+KEY+{SECRET}+{SIGNER.name}+00000000",
    "quoted": f'"{SIGNER.skey}"',
    "another key id": SIGNER.skey.replace(SIGNER.verifier.id.hex(), "00000000"),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=list(SPOILT))
@pytest.mark.parametrize("source", ["variable", "file"])
def test_a_spoilt_key_is_never_quoted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spoilt: str, source: str
) -> None:
    file = tmp_path / "ledger.key"
    file.write_text(spoilt, encoding="utf-8")
    environ = {"LEDGER_KEY": spoilt}
    if source == "file":
        environ = {"LEDGER_KEY_FILE": str(file)}
    with pytest.raises(signing.KeyUnavailableError) as refusal:
        signing.signer(environ)
    told = "".join(traceback.format_exception(refusal.value)) + repr(refusal.value)
    assert not set(pieces(SECRET)) & set(pieces(told))


def pieces(text: str) -> Iterator[str]:
    """All runs of eight letters: as many bits as nobody needs to know."""
    return (text[n : n + 8] for n in range(len(text) - 7))


def test_a_good_key_shows_its_secret_to_nobody(
    db: None,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("LEDGER_KEY", SIGNER.skey)
    with caplog.at_level(logging.DEBUG):
        once()
        make.person("somebody")
        monkeypatch.setenv("LEDGER_KEY", ATTACKER.skey)
        refused("The ledger's key is")
    told = capfd.readouterr()
    everything = [told.out, told.err, caplog.text, repr(SIGNER), repr(ATTACKER)]
    for signer in (SIGNER, ATTACKER):
        secret = signer.skey.rpartition("+")[2]
        assert not set(pieces(secret)) & set(pieces("".join(everything)))
        assert repr(signer.seed) not in repr(signer)


def test_nothing_is_signed_on_rows_that_were_edited(
    committing_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    sequence()
    before = log.size()
    as_owner_edit("UPDATE governance_leaf SET leaf_hash = %s WHERE seq = 0", bytes(32))
    make.person("somebody")
    monkeypatch.setenv("LEDGER_KEY", SIGNER.skey)
    refused("run verify_ledger")
    assert log.size() == before


@contextmanager
def started(folder: Path, role: str = NAMES.sequencer) -> Iterator[ForkServerProcess]:
    """The command as a process of its own."""
    said, changed = folder / "said", {"LEDGER_WAKE_SOCKET": str(folder / "wake.sock")}
    with child(run_sequencer, KEY, changed, said, role=role) as process:
        until(lambda: "numbers entries" in read(said), "it does not begin")
        yield process


def read(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def test_a_running_sequencer_is_woken_and_ends_cleanly_when_told(
    committing_db: None, tmp_path: Path, settings: Any
) -> None:
    person = make.person("somebody")
    with started(tmp_path) as process:
        settings.LEDGER_WAKE_SOCKET = str(tmp_path / "wake.sock")
        open_session(actor=person)
        until(lambda: log.size() == Entry.objects.count(), "it numbers nothing")
        assert process.pid
        os.kill(process.pid, signal.SIGTERM)
        assert ended(process) == 0
    assert not (tmp_path / "wake.sock").exists()
    said = read(tmp_path / "said")
    assert said == "The sequencer numbers entries as they are committed.\n"


def test_what_is_missing_and_who_is_too_powerful_is_told(
    committing_db: None, tmp_path: Path
) -> None:
    as_owner_edit("SELECT 1")  # takes the triggers away
    with started(tmp_path, role="none"):
        said = read(tmp_path / "said")
    assert "The ledger's protection: governance_entry: the trigger" in said
    is_told = "The database user postgres is a superuser" in said
    assert is_told is (connection.vendor == "postgresql")


def test_one_that_is_started_second_waits_until_the_first_is_killed(
    committing_db: None, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    changed = {"LEDGER_WAKE_SOCKET": str(tmp_path / "wake.sock")}
    with (
        started(first) as active,
        child(
            run_sequencer, KEY, changed, second / "said", role=NAMES.sequencer
        ) as standby,
    ):
        make.person("somebody")
        until(lambda: log.size() == Entry.objects.count(), "it numbers nothing")
        until(lambda: read(second / "said") == WAITS, "it does not wait")
        active.kill()
        active.join()
        make.person("another")
        until(lambda: log.size() == Entry.objects.count(), "nobody takes over")
        assert "numbers entries" in read(second / "said")
        assert standby.is_alive()


def test_one_that_waits_ends_when_told(committing_db: None, tmp_path: Path) -> None:
    with (
        started(tmp_path),
        child(
            run_sequencer, KEY, {}, tmp_path / "second", role=NAMES.sequencer
        ) as standby,
    ):
        until(lambda: WAITS in read(tmp_path / "second"), "it does not begin")
        assert standby.pid
        os.kill(standby.pid, signal.SIGTERM)
        assert ended(standby) == 0
    assert read(tmp_path / "second") == WAITS


CUT_OFF = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
    WHERE locktype = 'advisory' AND objid = %s AND granted AND database =
        (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def cut_off() -> None:
    """End the connection that the sequencer holds its lock with."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(CUT_OFF, [sole.LOCK])
        assert cursor.fetchall() == [(True,)]


def test_a_lost_connection_is_no_end(committing_db: None, tmp_path: Path) -> None:
    """With it the lock is lost: it begins anew, unless another one has begun."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no connection that can be lost")
    with started(tmp_path):
        cut_off()
        make.person("somebody")
        until(lambda: log.size() == Entry.objects.count(), "it does not come back")
        said = read(tmp_path / "said")
    assert said.count("The sequencer numbers entries") == 2
    assert "The database does not answer" in said
    assert "Traceback" not in said


def test_one_that_lost_its_connection_heeds_a_rotation(
    committing_db: None, tmp_path: Path
) -> None:
    """It must not go on with the key that it was started with."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no connection that can be lost")
    with started(tmp_path) as process:
        assert process.pid
        os.kill(process.pid, signal.SIGSTOP)
        cut_off()
        with as_sequencer(), sole.sequencer():
            keeper.rotate(SIGNER, ATTACKER, make.WHY)
        os.kill(process.pid, signal.SIGCONT)
        make.person("somebody")
        assert ended(process) == 1
    assert log.verifiers()[-1] == ATTACKER.verifier
    assert "rotate_ledger_key changes it" in read(tmp_path / "said")
    assert Entry.objects.filter(leaf=None).count() == 1
