"""The command that gives the ledger another key."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from governance import log, sole
from governance.actions import Action
from governance.ledger.checkpoints import open_checkpoint
from governance.ledger.keys import COSIGNATURE, NOTE, Signer
from governance.models import Checkpoint, Entry
from tests import make
from tests.children import CONTEXT, child
from tests.roles import NAMES, as_sequencer
from tests.sequenced import SIGNER, begin, sequence
from tests.work import be_the_sequencer

NEW = Signer(SIGNER.name, NOTE, bytes(range(1, 33)))
WITNESS = Signer(SIGNER.name, COSIGNATURE, bytes(range(1, 33)))


@pytest.fixture(autouse=True)
def old_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDGER_KEY_FILE", raising=False)
    monkeypatch.setenv("LEDGER_KEY", SIGNER.skey)


def rotate(folder: Path, new: Signer = NEW, reason: str = make.WHY) -> None:
    file = folder / "new.key"
    file.write_text(f"{new.skey}\n")
    with as_sequencer():
        call_command("rotate_ledger_key", str(file), "--reason", reason)


def refused(
    folder: Path, words: str, new: Signer = NEW, reason: str = make.WHY
) -> None:
    """And nothing is left behind."""
    before = Entry.objects.count(), log.verifiers()
    with pytest.raises(CommandError, match=words):
        rotate(folder, new, reason)
    assert (Entry.objects.count(), log.verifiers()) == before


def test_the_key_changes_and_the_next_step_is_told(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin()
    sequence()
    rotate(tmp_path)
    assert log.verifiers() == [SIGNER.verifier, NEW.verifier]
    told = capsys.readouterr().out
    assert NEW.verifier.vkey in told
    assert "LEDGER_KEY_FILE" in told
    assert NEW.skey.rpartition("+")[2] not in told


def test_the_entry_says_who_and_why_and_both_keys_sign_over_it(
    db: None, tmp_path: Path
) -> None:
    begin()
    sequence()
    rotate(tmp_path)
    entry = Entry.objects.filter(action=Action.LEDGER_KEY_CHANGED).latest("pk")
    over = Checkpoint.objects.filter(size__gt=entry.leaf.seq).earliest("size")
    for signer in (SIGNER, NEW):
        open_checkpoint(over.note, [signer.verifier])
    assert entry.why_digest


def test_the_first_key_of_an_empty_ledger_may_be_changed_at_once(
    db: None, tmp_path: Path
) -> None:
    rotate(tmp_path)
    assert log.verifiers() == [SIGNER.verifier, NEW.verifier]


def test_it_is_refused_while_a_sequencer_runs(
    committing_db: None, tmp_path: Path
) -> None:
    begin()
    sequence()
    ours, theirs = CONTEXT.Pipe()
    with child(be_the_sequencer, theirs, role=NAMES.sequencer):
        assert ours.recv() == "mine"
        refused(tmp_path, "Another sequencer runs")
    with as_sequencer(), sole.sequencer():
        pass


def test_it_is_refused_with_another_key_than_the_ledgers(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    sequence()
    monkeypatch.setenv("LEDGER_KEY", NEW.skey)
    refused(tmp_path, "The ledger's key is", new=SIGNER)


def test_the_same_key_is_no_rotation(db: None, tmp_path: Path) -> None:
    begin()
    sequence()
    refused(tmp_path, "A new key of", new=SIGNER)


def test_a_witnesss_key_is_refused(db: None, tmp_path: Path) -> None:
    begin()
    sequence()
    refused(tmp_path, "the key of a witness", new=WITNESS)


def test_a_reason_is_demanded(db: None, tmp_path: Path) -> None:
    begin()
    sequence()
    refused(tmp_path, "Say why", reason="because")


def test_a_file_that_is_not_there_is_named(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.key"), as_sequencer():
        call_command(
            "rotate_ledger_key", str(tmp_path / "nothing.key"), "--reason", make.WHY
        )


def test_without_the_old_key_it_says_what_to_set(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEDGER_KEY")
    refused(tmp_path, "Set LEDGER_KEY or LEDGER_KEY_FILE")
