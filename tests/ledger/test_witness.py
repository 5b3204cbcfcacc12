"""The witness as strangers meet it: its own process, real sockets, a real disk."""

import itertools
import threading
import time
from pathlib import Path

import pytest

from governance.ledger.checkpoints import Checkpoint, open_checkpoint
from governance.ledger.hashing import EMPTY_ROOT, root_hash
from governance.ledger.keys import COSIGNATURE, Signer, generate_key, signed_at
from governance.ledger.notes import (
    Signature,
    open_note,
    parse_note,
    parse_signature,
    sign_note,
)
from governance.ledger.submission import SIZE_TYPE, Submission
from tests.witnesses import (
    Answer,
    Log,
    Started,
    newest,
    started,
)


def size_answer(size: int) -> Answer:
    return Answer(409, SIZE_TYPE, f"{size}\n")


def test_a_first_checkpoint_is_cosigned_with_the_time(
    witness: Started, key: Signer
) -> None:
    log, before = Log.of(key, 5), int(time.time())
    answer = witness.add(log.submission(0, 5))
    assert answer.status == 200
    whole = log.note(5) + answer.body
    signed = open_checkpoint(whole, [key.verifier, witness.signer.verifier])
    assert signed.note.is_signed_by(witness.signer.verifier)
    assert witness.signer.verifier.kind == COSIGNATURE
    at = signed_at(parse_signature(answer.body.strip()).raw)
    assert at is not None
    assert before <= at <= time.time()


def test_growth_is_cosigned_at_every_size(witness: Started, key: Signer) -> None:
    log = Log.of(key, 70)
    for old, size in itertools.pairwise([0, 1, 2, 3, 7, 8, 9, 33, 64, 70]):
        answer = witness.add(log.submission(old, size))
        assert answer.status == 200, (old, size, answer)
        open_note(log.note(size) + answer.body, [witness.signer.verifier])


def test_the_same_checkpoint_is_cosigned_again(witness: Started, key: Signer) -> None:
    log = Log.of(key, 5)
    for old in (0, 5, 5):
        assert witness.add(log.submission(old, 5)).status == 200


def test_an_empty_log_can_be_cosigned_and_grows(witness: Started, key: Signer) -> None:
    log = Log.of(key, 3)
    assert witness.add(log.submission(0, 0)).status == 200
    assert witness.add(log.submission(0, 0)).status == 200
    assert witness.add(log.submission(0, 3)).status == 200


def test_an_empty_log_has_one_root(witness: Started, key: Signer) -> None:
    text = Checkpoint(key.name, 0, root_hash([b"\0" * 32])).text
    answer = witness.add(Submission(0, (), sign_note(text, [key])))
    assert answer.status == 409
    assert root_hash([]) == EMPTY_ROOT


def test_another_old_size_is_told_the_right_one(witness: Started, key: Signer) -> None:
    log = Log.of(key, 9)
    assert witness.add(log.submission(4, 9)) == size_answer(0)
    witness.add(log.submission(0, 5))
    for old in (0, 4, 6):
        assert witness.add(log.submission(old, 9)) == size_answer(5)
    assert witness.add(log.submission(5, 9)).status == 200


def test_an_older_checkpoint_is_never_cosigned_again(
    witness: Started, key: Signer
) -> None:
    log = Log.of(key, 9)
    witness.add(log.submission(0, 9))
    for old in (0, 5):
        assert witness.add(log.submission(old, 5)) == size_answer(9)
    assert witness.add(Submission(9, (), log.note(5))).status == 400


def texts(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def test_another_root_of_one_size_is_refused_and_kept_as_proof(
    witness: Started, key: Signer
) -> None:
    honest, forked = Log.of(key, 5), Log.of(key, 5, other_from=3)
    witness.add(honest.submission(0, 5))
    known = set(witness.forks("split"))
    for old in (5, 5, 0):
        answer = witness.add(Submission(old, (), forked.note(5)))
        assert answer.status == 409
        assert (answer.kind == SIZE_TYPE) is (old == 0)
    (kept,) = set(witness.forks("split")) - known
    for log in (honest, forked):
        text, (line,) = parse_note(log.note(5))
        assert text in texts(kept)
        assert line.line in texts(kept)
        open_note(log.note(5), [key.verifier])
    assert "Split view of the log" in texts(kept)
    assert newest(witness, key) == 5
    assert "split-" in witness.output.read_text()


def test_a_rewritten_history_is_refused_and_kept(witness: Started, key: Signer) -> None:
    honest, rewritten = Log.of(key, 5), Log.of(key, 9, other_from=3)
    witness.add(honest.submission(0, 5))
    known = set(witness.forks("unproven"))
    assert witness.add(rewritten.submission(5, 9)).status == 422
    (kept,) = set(witness.forks("unproven")) - known
    assert honest.note(5) in texts(kept)
    assert rewritten.note(9) in texts(kept)
    assert "convicts nobody" in texts(kept)
    assert witness.add(Log.of(key, 9).submission(5, 9)).status == 200


@pytest.mark.parametrize("change", ["shorter", "longer", "flipped", "swapped", "none"])
def test_a_wrong_proof_is_refused(witness: Started, key: Signer, change: str) -> None:
    log = Log.of(key, 13)
    witness.add(log.submission(0, 5))
    right = list(log.submission(5, 13).proof)
    wrong = {
        "shorter": right[:-1],
        "longer": [*right, right[0]],
        "flipped": [bytes([right[0][0] ^ 1]) + right[0][1:], *right[1:]],
        "swapped": [right[1], right[0], *right[2:]],
        "none": [],
    }[change]
    answer = witness.add(Submission(5, tuple(wrong), log.note(13)))
    assert answer.status == 422
    assert witness.add(log.submission(5, 13)).status == 200


def test_nothing_is_proven_from_an_empty_tree(witness: Started, key: Signer) -> None:
    log = Log.of(key, 5)
    proof = log.submission(3, 5).proof
    assert witness.add(Submission(0, proof, log.note(5))).status == 422
    witness.add(log.submission(0, 5))
    assert witness.add(Submission(5, proof, log.note(5))).status == 422


def test_an_unknown_log_is_not_found(witness: Started) -> None:
    stranger = generate_key("stranger.test/ledger")
    assert witness.add(Log.of(stranger, 5).submission(0, 5)).status == 404


def test_a_foreign_key_of_the_same_name_is_forbidden(
    witness: Started, key: Signer
) -> None:
    thief = generate_key(key.name)
    assert witness.add(Log.of(thief, 5).submission(0, 5)).status == 403
    both = Submission(0, (), Log.of(key, 5).note(5, thief))
    assert witness.add(both).status == 200  # unknown keys are ignored


def test_a_wrong_signature_of_a_known_key_is_forbidden(
    witness: Started, key: Signer
) -> None:
    honest, other = Log.of(key, 5), Log.of(key, 5, other_from=0)
    text = parse_note(other.note(5))[0]
    mixed = f"{text}\n{parse_note(honest.note(5))[1][0].line}"
    assert witness.add(Submission(0, (), mixed)).status == 403
    own_line = Signature(key.name, key.verifier.id, b"\0" * 64).line
    assert witness.add(Submission(0, (), f"{text}\n{own_line}")).status == 403


def test_of_two_at_once_one_wins(witness: Started, key: Signer) -> None:
    log, size = Log.of(key, 99), 0
    for _ in range(20):
        answers: dict[int, int] = {}

        def submit(new: int, old: int, found: dict[int, int]) -> None:
            found[new] = witness.add(log.submission(old, new)).status

        both = [
            threading.Thread(target=submit, args=(size + more, size, answers))
            for more in (1, 2)
        ]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        assert sorted(answers.values()) == [200, 409]
        size = next(new for new, status in answers.items() if status == 200)
    assert newest(witness, key) == size


def test_a_log_may_change_its_key(tmp_path: Path, key: Signer) -> None:
    new_key = generate_key(key.name)
    log, later = Log.of(key, 9), Log.of(new_key, 9)
    with started(tmp_path, [key.verifier, new_key.verifier]) as running:
        assert running.add(log.submission(0, 3)).status == 200
        both = Submission(3, log.submission(3, 5).proof, log.note(5, new_key))
        assert running.add(both).status == 200
        assert running.add(later.submission(5, 9)).status == 200
    with started(tmp_path, [new_key.verifier], running.signer) as running:
        assert newest(running, new_key) == 9
        assert running.add(Submission(9, (), log.note(9))).status == 403
