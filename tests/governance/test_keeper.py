"""The key of the ledger: which one counts, how it changes, and when the log beats."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from governance import keeper, log, verification
from governance.actions import Action
from governance.ledger.checkpoints import open_checkpoint
from governance.ledger.keys import NOTE, Signer
from governance.models import Checkpoint, Entry, User
from governance.operations.change_ledger_key import change_ledger_key
from governance.recording import Record
from governance.sequencing import Sequencer
from governance.subjects import SITE
from tests import make
from tests.roles import as_sequencer
from tests.sequenced import SIGNER, begin, sequence
from tests.work import fill

NEW = Signer(SIGNER.name, NOTE, bytes(range(1, 33)))
ATTACKER = Signer(SIGNER.name, NOTE, bytes(range(2, 34)))


def rotate(old: Signer = SIGNER, new: Signer = NEW) -> None:
    with as_sequencer():
        keeper.rotate(old, new, make.WHY)


def forge(named: Signer) -> None:
    """As the app's role can write it: `ledger.key_changed` in the operator's name."""
    operator = User.objects.system("sequencer")
    record = Record(operator, Action.LEDGER_KEY_CHANGED, SITE, make.WHY)
    record.change("key", SIGNER.verifier.vkey, named.verifier.vkey)
    record.write()


def named_keys() -> list[str]:
    """What the entries say, whether it counts or not."""
    entries = Entry.objects.filter(action=Action.LEDGER_KEY_CHANGED).order_by("pk")
    return [json.loads(bytes(each.body))["changes"]["key"][1] for each in entries]


def signed_by(row: Checkpoint, *signers: Signer) -> bool:
    found = [open_checkpoint(row.note, [each.verifier]) for each in signers]
    return all(each.checkpoint.size == row.size for each in found)


def test_the_first_key_is_written_and_counts(db: None) -> None:
    assert log.verifiers() == []
    begin()
    assert log.verifiers() == []  # an entry alone says nothing
    sequence()
    assert named_keys() == [SIGNER.verifier.vkey]
    assert log.verifiers() == [SIGNER.verifier]


def test_the_same_key_is_not_written_again(db: None) -> None:
    for _ in range(3):
        begin()
        sequence()
    assert named_keys() == [SIGNER.verifier.vkey]


def test_one_killed_before_its_first_checkpoint_begins_again(db: None) -> None:
    begin()
    begin()
    sequence()
    assert len(named_keys()) == 2
    assert log.verifiers() == [SIGNER.verifier]
    assert verification.verify().wrong == ()


def test_another_key_is_refused_and_both_are_named(db: None) -> None:
    begin()
    sequence()
    with as_sequencer(), pytest.raises(keeper.WrongKeyError) as refusal:
        keeper.begin(ATTACKER)
    assert SIGNER.verifier.vkey in str(refusal.value)
    assert ATTACKER.verifier.vkey in str(refusal.value)
    assert "rotate_ledger_key" in str(refusal.value)
    assert named_keys() == [SIGNER.verifier.vkey]


def test_another_key_is_refused_where_none_is_named_yet(db: None) -> None:
    """Killed between the first checkpoint and the entry of the key."""
    make.person("somebody")
    sequence()
    with as_sequencer(), pytest.raises(keeper.WrongKeyError, match="not signed by"):
        keeper.begin(ATTACKER)
    begin()
    sequence()
    assert log.verifiers() == [SIGNER.verifier]


def test_a_rotation_is_signed_by_both_keys(db: None) -> None:
    begin()
    fill(3)
    sequence()
    rotate()
    *old, change = Checkpoint.objects.order_by("size")
    assert signed_by(change, SIGNER, NEW)
    assert all(signed_by(row, SIGNER) for row in old)
    assert change.size == Entry.objects.count()
    assert log.verifiers() == [SIGNER.verifier, NEW.verifier]
    assert verification.verify().wrong == ()


def test_after_a_rotation_the_new_key_goes_on_alone(db: None) -> None:
    begin()
    rotate()
    with as_sequencer():
        one = keeper.begin(NEW)
        fill_and_step(one)
    assert signed_by(Checkpoint.objects.latest("size"), NEW)
    assert Checkpoint.objects.latest("size").note.count("\u2014") == 1
    with as_sequencer(), pytest.raises(keeper.WrongKeyError):
        keeper.begin(SIGNER)
    with pytest.raises(keeper.WrongKeyError):
        rotate()
    assert verification.verify().wrong == ()


def fill_and_step(one: Sequencer) -> None:
    operator = User.objects.system("sequencer")
    Record(operator, Action.LEDGER_HEARTBEAT, SITE, "").write()
    assert one.step() == 1


def test_a_key_may_come_back(db: None) -> None:
    begin()
    rotate()
    rotate(NEW, SIGNER)
    assert log.verifiers() == [SIGNER.verifier, NEW.verifier, SIGNER.verifier]


@pytest.mark.parametrize(
    "new", [SIGNER, Signer("another.test/ledger", NOTE, bytes(32))], ids=str
)
def test_a_rotation_needs_another_key_of_the_same_name(db: None, new: Signer) -> None:
    begin()
    sequence()
    with pytest.raises(keeper.WrongKeyError, match=SIGNER.name):
        rotate(SIGNER, new)
    assert log.verifiers() == [SIGNER.verifier]


def test_a_rotation_that_died_after_its_entry_changed_nothing(db: None) -> None:
    begin()
    sequence()
    forge(NEW)  # the very entry that it leaves
    sequence()
    assert log.verifiers() == [SIGNER.verifier]
    with as_sequencer(), pytest.raises(keeper.WrongKeyError):
        keeper.begin(NEW)
    rotate()
    assert log.verifiers() == [SIGNER.verifier, NEW.verifier]


def test_a_forged_key_never_counts_and_stops_nothing(db: None) -> None:
    forge(ATTACKER)  # even before the first one
    begin()
    forge(ATTACKER)
    sequence()
    forge(ATTACKER)
    fill(3)
    sequence()
    assert log.verifiers() == [SIGNER.verifier]
    assert log.size() == Entry.objects.count()
    with as_sequencer(), pytest.raises(keeper.WrongKeyError):
        keeper.begin(ATTACKER)
    begin()


def test_a_forged_key_in_a_rotation_does_not_count(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written below the checkpoint that both sign: the attacker's, and the old one."""
    begin()
    sequence()
    says = change_ledger_key

    def between(**values: Any) -> None:
        forge(ATTACKER)
        forge(SIGNER)
        says(**values)
        forge(ATTACKER)
        forge(SIGNER)

    monkeypatch.setattr("governance.keeper.change_ledger_key", between)
    rotate()
    assert log.verifiers() == [SIGNER.verifier, NEW.verifier]
    with as_sequencer():
        fill_and_step(keeper.begin(NEW))
    told = verification.verify().wrong
    assert len(told) == 3  # the old one before the change was in force
    assert all("the key it names is not in force" in line for line in told)


def test_the_old_key_signs_no_more_than_the_change(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    sequence()
    monkeypatch.setattr("governance.sequencing.BATCH", 2)
    says = change_ledger_key

    def and_more(**values: Any) -> None:
        says(**values)
        fill_as_app(5)

    monkeypatch.setattr("governance.keeper.change_ledger_key", and_more)
    rotate()
    newest = Checkpoint.objects.latest("size")
    assert signed_by(newest, SIGNER, NEW)
    assert Entry.objects.count() - newest.size == 4


def fill_as_app(count: int) -> None:
    for _ in range(count):
        forge(ATTACKER)


def test_a_rotation_that_was_overtaken_says_so(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    sequence()
    says = change_ledger_key

    def overtaken(**values: Any) -> None:
        says(**values)
        Sequencer([SIGNER]).step()

    monkeypatch.setattr("governance.keeper.change_ledger_key", overtaken)
    with pytest.raises(keeper.WrongKeyError, match="Stop it, then repeat"):
        rotate()
    assert log.verifiers() == [SIGNER.verifier]


def test_the_heart_beats_when_nothing_was_signed_for_so_long(db: None) -> None:
    begin()
    sequence()
    signed = Checkpoint.objects.latest("size").created_at
    for seconds, is_due in ((0, False), (3599, False), (3601, True)):
        with time_machine.travel(signed + timedelta(seconds=seconds)), as_sequencer():
            assert keeper.beat(3600) is is_due
    assert Entry.objects.filter(action=Action.LEDGER_HEARTBEAT).count() == 1


def test_the_heart_beats_once_for_each_pause(db: None) -> None:
    begin()
    sequence()
    later = timezone.now() + timedelta(hours=2)
    with time_machine.travel(later, tick=False):
        with as_sequencer():
            assert keeper.beat(3600)
        sequence()
        with as_sequencer():
            assert not keeper.beat(3600)


def test_no_interval_means_no_heartbeat(db: None) -> None:
    begin()
    sequence()
    with time_machine.travel(timezone.now() + timedelta(days=999)), as_sequencer():
        assert not keeper.beat(0)
    assert not Entry.objects.filter(action=Action.LEDGER_HEARTBEAT).exists()
