"""Cosignatures beside the sequencer, and what a witness knows that we do not.

The witness is the real program in its own process; the log is the database's.
"""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from governance import log, witnesses
from governance.ledger.checkpoints import open_checkpoint
from governance.ledger.hashing import leaf_hash
from governance.ledger.keys import COSIGNATURE, Signer, generate_key
from governance.ledger.witness_client import KnownWitness
from governance.models import Cosignature, Leaf
from governance.witnesses import ForkSuspectedError, Witnesses, empty_checkpoint
from tests import make
from tests.roles import NAMES, as_sequencer
from tests.sequenced import SIGNER, sequence
from tests.witnesses import Log, Started, cosigner, newest, started

SECONDS = 10.0
Begin = Callable[..., Witnesses]


@pytest.fixture(autouse=True)
def threads_are_the_sequencers(committing_db: None) -> Iterator[None]:
    """New connections to PostgreSQL log in as the sequencer, as in its process.

    That of the test itself is open already and stays the app's.
    """
    connection.ensure_connection()
    options: Any = connection.settings_dict["OPTIONS"]
    before = options.get("options")
    if before:
        options["options"] = before.replace(NAMES.app, NAMES.sequencer)
    yield
    if before:
        options["options"] = before


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Started]:
    with started(tmp_path / "witness", [SIGNER.verifier]) as running:
        yield running


@pytest.fixture
def begin() -> Iterator[Begin]:
    """The sequencer's side; its threads end with the test."""
    made: list[Witnesses] = []

    def with_witnesses(*known: KnownWitness) -> Witnesses:
        made.append(Witnesses(known))
        return made[-1]

    yield with_witnesses
    for one in made:
        one.stop()


def grow(name: str) -> int:
    """One more batch in the log; its size."""
    make.person(name)
    sequence()
    return size()


def size() -> int:
    checkpoint = log.newest_checkpoint()
    assert checkpoint
    return checkpoint.size


def published(here: Witnesses) -> None:
    here.checkpoint_published()
    assert here.settle(SECONDS)


def our_log() -> Log:
    """The database's leaves, in memory, with the log's own key."""
    rows = Leaf.objects.order_by("seq").values_list("leaf_hash", flat=True)
    return Log(SIGNER, [bytes(row) for row in rows])


def test_each_checkpoint_is_cosigned_after_it_was_published(
    witness: Started, begin: Begin
) -> None:
    first, here = grow("one"), begin(witness.known)
    here.ask_before_signing()
    second = grow("two")
    published(here)
    assert here.conflict is None
    rows = Cosignature.objects.order_by("checkpoint_id")
    assert [row.checkpoint_id for row in rows] == [first, second]
    assert {row.witness for row in rows} == {witness.signer.name}
    for row in rows:
        whole = log.with_cosignatures(row.checkpoint)
        keys = [SIGNER.verifier, witness.signer.verifier]
        signed = open_checkpoint(whole, keys)
        assert signed.note.is_signed_by(witness.signer.verifier)


def test_one_checkpoint_has_one_cosignature_of_each_witness(
    witness: Started, begin: Begin, tmp_path: Path
) -> None:
    grow("one")
    other = generate_key("witness.test/w2", COSIGNATURE)
    with started(tmp_path / "other", [SIGNER.verifier], other) as second:
        for _ in range(2):
            begin(witness.known, second.known).ask_before_signing()
    names = [row.witness for row in Cosignature.objects.order_by("witness")]
    assert names == ["witness.test/w1", "witness.test/w2"]


def test_a_lost_answer_is_asked_for_again(witness: Started, begin: Begin) -> None:
    first = grow("one")
    assert witness.add(our_log().submission(0, first)).status == 200
    second = grow("two")
    begin(witness.known).ask_before_signing()
    assert Cosignature.objects.get().checkpoint_id == second


def test_a_restored_backup_signs_nothing(witness: Started, begin: Begin) -> None:
    """Attack 17: the witness has seen more of this log than the database has."""
    restored = grow("one")
    begin(witness.known).ask_before_signing()
    lost = our_log()
    lost.leaves += [leaf_hash(b"lost")] * 3
    assert witness.add(lost.submission(restored, restored + 3)).status == 200
    told = rf"has cosigned {restored + 3} entries, this log has {restored}"
    with pytest.raises(ForkSuspectedError, match=told):
        begin(witness.known).ask_before_signing()
    assert newest(witness, SIGNER) == restored + 3


def test_an_empty_database_does_not_begin_a_known_log_anew(
    witness: Started, begin: Begin
) -> None:
    assert witness.add(Log.of(SIGNER, 5).submission(0, 5)).status == 200
    with pytest.raises(ForkSuspectedError, match="has cosigned 5 entries"):
        begin(witness.known).ask_before_signing(empty_checkpoint(SIGNER))


def test_a_new_log_may_begin(witness: Started, begin: Begin) -> None:
    here = begin(witness.known)
    here.ask_before_signing()
    begin(witness.known).ask_before_signing(empty_checkpoint(SIGNER))
    begun = grow("one")
    published(here)
    assert Cosignature.objects.get().checkpoint_id == begun


def test_another_root_of_the_same_size_stops_the_log(
    witness: Started, begin: Begin
) -> None:
    here = grow("one")
    forked = our_log()
    forked.leaves[-1] = leaf_hash(b"another")
    assert witness.add(forked.submission(0, here)).status == 200
    with pytest.raises(ForkSuspectedError, match="knows another log"):
        begin(witness.known).ask_before_signing()
    assert len(witness.forks("split")) == 1
    assert not Cosignature.objects.exists()


def test_a_rewritten_history_stops_a_running_sequencer(
    witness: Started, begin: Begin
) -> None:
    first = grow("one")
    forked = our_log()
    here = begin(witness.known)
    here.start()
    assert here.settle(SECONDS)
    assert here.conflict is None
    forked.leaves += [leaf_hash(b"another")]
    assert witness.add(forked.submission(first, first + 1)).status == 200
    for name in ("two", "three"):
        assert grow(name) > first
    published(here)
    assert "operations.md" in str(here.conflict)
    assert len(witness.forks("unproven")) == 1


def test_the_sequencers_process_refuses_to_start(
    witness: Started, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored = grow("one")
    lost = our_log()
    lost.leaves += [leaf_hash(b"lost")] * 50
    assert witness.add(lost.submission(0, restored + 50)).status == 200
    settings.LEDGER_WITNESSES = witness.setting
    monkeypatch.setenv("LEDGER_KEY", SIGNER.skey)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, 2)}
    try:
        with as_sequencer(), pytest.raises(CommandError, match="knows another log"):
            call_command("sequence_ledger")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_dead_witness_stops_nobody_and_is_told_once(
    tmp_path: Path, begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    grow("one")
    mine = cosigner()
    with started(tmp_path / "witness", [SIGNER.verifier], mine) as running:
        port, known = running.port, running.known
    here = begin(known)
    here.ask_before_signing()
    published(here)
    assert here.conflict is None
    assert caplog.text.count("no cosignature") == 1
    with started(tmp_path / "witness", [SIGNER.verifier], mine, port):
        published(here)
        assert Cosignature.objects.get().checkpoint_id == size()
    assert caplog.text.count("no cosignature") == 1
    assert caplog.text.count("witness cosigns again") == 1


def test_a_silent_witness_delays_nobody(
    witness: Started, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow("one")
    monkeypatch.setattr(witnesses, "PATIENCE", 0.2)
    witness.process.send_signal(signal.SIGSTOP)
    here = begin(witness.known)
    here.ask_before_signing()
    here.checkpoint_published()
    assert here.conflict is None
    assert not here.settle(0.0)
    witness.kill()
    assert here.settle(SECONDS)


def test_a_cosignature_of_another_key_is_not_kept(
    witness: Started, begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    grow("one")
    other = KnownWitness(cosigner().verifier, witness.known.url)
    begin(other).ask_before_signing()
    assert not Cosignature.objects.exists()
    assert "signs with another key" in caplog.text


def test_a_witness_that_does_not_know_us_is_no_reason_to_stop(
    begin: Begin, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    grow("one")
    stranger = generate_key("somebody.test/else")
    with started(tmp_path / "other", [stranger.verifier]) as running:
        begin(running.known).ask_before_signing()
    assert "it answers 404" in caplog.text


VKEY = Signer("witness.test/w1", COSIGNATURE, bytes(32)).verifier.vkey
URL = "http://127.0.0.1:8003"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (VKEY, "is not a verifier key and a URL"),
        (f"{VKEY} {URL} {URL}", "is not a verifier key and a URL"),
        (f"{VKEY} {URL},", "is not a verifier key and a URL"),
        (f"{VKEY[:-1]}q {URL}", "the key id"),
        (f"{SIGNER.verifier.vkey} {URL}", "the key of a log"),
        (f"{VKEY} {URL}, {VKEY} {URL}/2", "stands twice"),
        (f"{VKEY} ftp://host", "is not http"),
        (f"{VKEY} http://", "is not http"),
        (f"{VKEY} http://user:word@host", "is not http"),
        (f"{VKEY} http://host/?a=b", "is not http"),
        (f"{VKEY} http://host:port", "is not http"),
    ],
)
def test_a_bad_setting_is_refused(settings: Any, text: str, why: str) -> None:
    settings.LEDGER_WITNESSES = text
    with pytest.raises(ImproperlyConfigured, match=why):
        witnesses.configured()


def test_a_good_setting_is_read(settings: Any) -> None:
    other = generate_key("witness.test/w2", COSIGNATURE).verifier.vkey
    settings.LEDGER_WITNESSES = f" {VKEY} {URL} ,\n {other} https://w.example/prefix/ "
    found = witnesses.configured()
    assert [one.name for one in found] == ["witness.test/w1", "witness.test/w2"]
    settings.LEDGER_WITNESSES = ""
    assert witnesses.configured() == ()
