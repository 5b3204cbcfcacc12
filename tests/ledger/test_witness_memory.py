"""What a witness remembers survives a kill, and is never quietly forgotten."""

import http.client
import threading
from pathlib import Path

import pytest

from governance.ledger import witness_state
from governance.ledger.errors import LedgerError
from governance.ledger.keys import Signer
from governance.ledger.notes import (
    Signature,
)
from governance.ledger.submission import Submission
from governance.ledger.witness import Witness
from governance.ledger.witness_state import WitnessState
from tests.witnesses import (
    Log,
    cosigner,
    ended,
    launch,
    newest,
    started,
)


def test_a_killed_witness_remembers_what_it_has_told(
    tmp_path: Path, key: Signer
) -> None:
    """kill -9 while it is asked without a pause: never behind what somebody holds."""
    log, told, mine = Log.of(key, 99), 0, cosigner()
    for pause in (0.01, 0.04, 0.1):
        with started(tmp_path, [key.verifier], mine) as running:
            reached = newest(running, key)
            assert told <= reached <= told + 1
            told = reached
            killer = threading.Timer(pause, running.kill)
            killer.start()
            while told < 90:
                try:
                    answer = running.add(log.submission(told, told + 1))
                except (OSError, http.client.HTTPException):
                    break
                assert answer.status == 200
                told += 1
            killer.join()
    with started(tmp_path, [key.verifier], mine) as running:
        assert told <= newest(running, key) <= told + 1


def refusal(folder: Path, key: Signer, mine: Signer) -> str:
    """What one says that does not start."""
    output = folder / "refusal.out"
    process = launch(folder, [key.verifier], mine, 0, output)
    assert ended(process) == 2, output.read_text()
    return output.read_text()


def grown(folder: Path, key: Signer, mine: Signer) -> Path:
    """A state of five entries; the file that holds it."""
    with started(folder, [key.verifier], mine) as running:
        assert running.add(Log.of(key, 5).submission(0, 5)).status == 200
    (file,) = (folder / "state").glob("*.checkpoint")
    return file


@pytest.mark.parametrize("damage", ["cut", "empty", "digit", "root", "moved"])
def test_damaged_memory_is_refused_and_left_alone(
    tmp_path: Path, key: Signer, damage: str
) -> None:
    mine = cosigner()
    file = grown(tmp_path, key, mine)
    right = file.read_bytes()
    wrong = {
        "cut": right[:-20],
        "empty": b"",
        "digit": right.replace(b"\n5\n", b"\n4\n", 1),
        "root": right.replace(right.split(b"\n")[2], b"A" * 43 + b"=", 1),
        "moved": right,
    }[damage]
    if damage == "moved":
        file = file.rename(file.with_name(f"{'0' * 32}.checkpoint"))
    file.write_bytes(wrong)
    assert str(file) in refusal(tmp_path, key, mine)
    assert file.read_bytes() == wrong


def test_memory_that_only_the_log_signed_is_refused(
    tmp_path: Path, key: Signer
) -> None:
    """The log's operator must not choose what the witness remembers."""
    mine = cosigner()
    file = grown(tmp_path, key, mine)
    file.write_text(Log.of(key, 3).note(3))
    assert "this witness did not cosign it" in refusal(tmp_path, key, mine)


def test_half_written_memory_counts_nothing(tmp_path: Path, key: Signer) -> None:
    mine = cosigner()
    file = grown(tmp_path, key, mine)
    draft = file.with_name(f"{file.name}.new")
    draft.write_text("half")
    with started(tmp_path, [key.verifier], mine) as running:
        assert newest(running, key) == 5
    assert not draft.exists()


def test_a_forged_line_of_the_witness_does_no_harm(tmp_path: Path, key: Signer) -> None:
    mine = cosigner()
    forged = Signature(mine.name, mine.verifier.id, b"\0" * 72).line
    note = Log.of(key, 5).note(5) + forged
    with started(tmp_path, [key.verifier], mine) as running:
        assert running.add(Submission(0, (), note)).status == 200
    with started(tmp_path, [key.verifier], mine) as running:
        assert newest(running, key) == 5


def test_two_witnesses_do_not_share_a_folder(tmp_path: Path, key: Signer) -> None:
    mine = cosigner()
    with started(tmp_path, [key.verifier], mine):
        assert "used by another witness" in refusal(tmp_path, key, mine)


def test_a_logs_key_does_not_cosign(tmp_path: Path, key: Signer) -> None:
    assert "is not the key of a cosigner" in refusal(tmp_path, key, key)


def test_evidence_does_not_fill_the_disk(
    tmp_path: Path, key: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness_state, "MAX_FORKS", 3)
    mine = cosigner()
    state = WitnessState(tmp_path, mine.verifier)
    witness = Witness(mine, [key.verifier], state)
    assert witness.add_checkpoint(Log.of(key, 5).submission(0, 5).body).status == 200
    for start in range(5):
        forked = Log.of(key, 5, other_from=start).note(5)
        assert witness.add_checkpoint(Submission(5, (), forked).body).status == 409
    assert len(list(tmp_path.glob("forks/split-*.txt"))) == 3
    state.close()


def test_nothing_is_told_when_the_disk_fails(
    tmp_path: Path, key: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: Path, words: str) -> None:
        raise OSError(28, "No space left on device")

    mine, log = cosigner(), Log.of(key, 9)
    state = WitnessState(tmp_path, mine.verifier)
    witness = Witness(mine, [key.verifier], state)
    witness.add_checkpoint(log.submission(0, 5).body)
    with monkeypatch.context() as patch:
        patch.setattr(witness_state, "write_durably", full)
        with pytest.raises(OSError, match="No space"):
            witness.add_checkpoint(log.submission(5, 9).body)
    assert witness.add_checkpoint(log.submission(5, 7).body).status == 200
    state.close()
    with pytest.raises(LedgerError):
        Witness(key, [], state)
