"""The signed log that somebody edited: tiles, checkpoints, keys and cosignatures."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from governance import keeper
from governance.ledger.checkpoints import Checkpoint as Told
from governance.ledger.hashing import leaf_hash, root_hash
from governance.ledger.keys import COSIGNATURE, NOTE, Signer
from governance.ledger.notes import sign_note, signature_line
from governance.models import Checkpoint, Cosignature, Entry, Leaf, Tile, User
from governance.operations.change_ledger_key import change_ledger_key
from governance.operations.open_session import open_session
from governance.verification import verify
from governance.verifying import pages
from tests import make, sequenced
from tests.covered_edits import edit, unprotected
from tests.roles import as_sequencer

WITNESS = Signer("witness.example", COSIGNATURE, bytes(range(7, 39)))
THIEF = Signer(sequenced.SIGNER.name, NOTE, bytes(32))
NEXT = Signer(sequenced.SIGNER.name, NOTE, bytes(range(1, 33)))


@pytest.fixture
def person(committing_db: None) -> User:
    """Somebody in a ledger that has its key and two checkpoints."""
    sequenced.begin()
    sequenced.sequence()
    person = make.person("ds1")
    sequenced.sequence()
    return person


def last() -> Checkpoint:
    return Checkpoint.objects.latest("size")


def note_of(size: int, root: bytes, signer: Signer) -> str:
    return sign_note(Told(signer.name, size, root).text, [signer])


def full_of_tiles(person: User) -> None:
    """More entries than one tile holds."""
    for _ in range(270):
        open_session(actor=person)
    sequenced.sequence()


def test_a_tile_that_was_edited_is_named(person: User) -> None:
    full_of_tiles(person)
    assert Tile.objects.count() == 1
    assert verify().wrong == ()
    edit("UPDATE governance_tile SET root = %s", b"0" * 32)
    assert verify().wrong == ("tile 0/0 is not that of its entries",)


def test_attack_2_an_edited_tile_is_named_beside_the_root(person: User) -> None:
    full_of_tiles(person)
    forged = Leaf.objects.get(seq=5)
    body = bytes(forged.entry.body).replace(b"session.opened", b"session.closed")
    data = bytes(Tile.objects.get().data)
    at = 5 * 32
    data = data[:at] + leaf_hash(body) + data[at + 32 :]
    with unprotected(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE governance_entry SET body = %s, leaf_hash = %s, "
            "action = 'session.closed' WHERE id = %s",
            [body, leaf_hash(body), forged.entry_id],
        )
        cursor.execute(
            "UPDATE governance_leaf SET leaf_hash = %s WHERE seq = 5", [leaf_hash(body)]
        )
        cursor.execute("UPDATE governance_tile SET data = %s", [data])
    found = verify().wrong
    assert found[0] == "tile 0/0 is not that of its entries"  # its root is the old one
    assert any("its root is not that of the first" in fault for fault in found)


def test_a_tile_that_was_removed_is_named(person: User) -> None:
    full_of_tiles(person)
    edit("DELETE FROM governance_tile")
    assert verify().wrong == ("tile 0/0 is missing",)


def test_a_tile_of_entries_that_are_not_there_is_named(person: User) -> None:
    with unprotected():
        Tile.objects.create(level=0, index=7, data=b"", root=b"")
    told = "tile 0/7 is of entries that the log does not have"
    assert verify().wrong == (told,)


def test_attack_3_a_forgery_signed_with_the_stolen_key_holds_here(person: User) -> None:
    """Only what somebody else has kept can show it: a root, or a cosignature."""
    remembered = bytes(last().root).hex()
    forge_all(sequenced.SIGNER)
    found = verify()
    assert found.wrong == ()
    assert found.root != remembered


def test_attack_3_a_cosignature_contradicts_the_forgery(
    person: User, settings: Settings
) -> None:
    settings.LEDGER_WITNESSES = f"{WITNESS.verifier.vkey} http://127.0.0.1:1"
    cosign(last())
    assert verify().wrong == ()
    forge_all(sequenced.SIGNER)
    size = last().size
    told = f"checkpoint {size}: the cosignature of witness.example is wrong"
    assert verify().wrong == (told,)


def test_a_forgery_without_the_key_is_named(person: User) -> None:
    forge_all(THIEF)
    size = last().size
    assert f"checkpoint {size}: no signature is by a key you trust" in verify().wrong


def forge_all(signer: Signer) -> None:
    """Edit the last entry and all that is made of it, and sign that."""
    leaf = Leaf.objects.select_related("entry").latest("seq")
    body = bytes(leaf.entry.body).replace(b'"source":"', b'"source":"x')
    hashes = [bytes(each.leaf_hash) for each in Leaf.objects.order_by("seq")]
    hashes[-1] = leaf_hash(body)
    root = root_hash(hashes)
    size = len(hashes)
    with unprotected(), connection.cursor() as cursor:
        for statement, values in (
            (
                "governance_entry SET body = %s, leaf_hash = %s WHERE id = %s",
                (body, hashes[-1], leaf.entry_id),
            ),
            (
                "governance_leaf SET leaf_hash = %s WHERE seq = %s",
                (hashes[-1], leaf.seq),
            ),
            (
                "governance_checkpoint SET root = %s, note = %s WHERE size = %s",
                (root, note_of(size, root, signer), size),
            ),
        ):
            cursor.execute(f"UPDATE {statement}", list(values))


def cosign(checkpoint: Checkpoint, at: int = 1_700_000_000) -> None:
    text = checkpoint.note.partition("\n\n")[0] + "\n"
    with as_sequencer():
        Cosignature.objects.create(
            checkpoint=checkpoint,
            witness=WITNESS.name,
            line=signature_line(text, WITNESS, at=at),
            created_at=timezone.now(),
        )


NOTES: dict[str, Any] = {
    "no note": lambda size, root: "hello",
    "another size": lambda size, root: note_of(size + 1, root, sequenced.SIGNER),
    "another root": lambda size, root: note_of(size, bytes(32), sequenced.SIGNER),
    "another key": lambda size, root: note_of(size, root, THIEF),
    "CR LF": lambda size, root: note_of(size, root, sequenced.SIGNER).replace(
        "\n", "\r\n"
    ),
}


@pytest.mark.parametrize("kind", NOTES)
def test_attack_8_a_note_of_another_statement_is_named(person: User, kind: str) -> None:
    told = last()
    note = NOTES[kind](told.size, bytes(told.root))
    edit("UPDATE governance_checkpoint SET note = %s WHERE size = %s", note, told.size)
    (fault,) = verify().wrong
    assert fault.startswith(f"checkpoint {told.size}: ")


def test_attack_4_a_removed_checkpoint_leaves_entries_under_none(person: User) -> None:
    edit("DELETE FROM governance_checkpoint WHERE size = %s", last().size)
    told = f"number {last().size} and later ones are under no checkpoint"
    assert verify().wrong == (told,)


def test_a_cosignature_that_is_wrong_is_named(person: User, settings: Settings) -> None:
    settings.LEDGER_WITNESSES = f"{WITNESS.verifier.vkey} http://127.0.0.1:1"
    cosign(last())
    for line in ("nonsense", signature_line("another text\n", WITNESS, at=1)):
        edit("UPDATE governance_cosignature SET line = %s", line)
        (fault,) = verify().wrong
        assert fault.endswith("the cosignature of witness.example is wrong")


def test_a_cosignature_of_an_unknown_witness_is_remarked(person: User) -> None:
    cosign(last())
    found = verify()
    assert found.wrong == ()
    (remark,) = found.remarks
    assert remark.startswith(
        "1 cosignatures of witness.example, which is not configured"
    )


def test_a_new_key_counts_from_the_checkpoint_that_both_sign(person: User) -> None:
    with as_sequencer():
        keeper.rotate(sequenced.SIGNER, NEXT, "The old one was on a lost disk.")
    open_session(actor=person)
    with as_sequencer():
        keeper.drain(keeper.begin(NEXT))
    assert verify().wrong == ()
    size = last().size
    old = note_of(size, bytes(last().root), sequenced.SIGNER)
    edit("UPDATE governance_checkpoint SET note = %s WHERE size = %s", old, size)
    (fault,) = verify().wrong
    assert fault.startswith(f"checkpoint {size}: ")


def test_a_key_that_an_entry_names_alone_is_not_in_force(person: User) -> None:
    """An entry that somebody forged gives the ledger no key."""
    change_ledger_key(
        actor=User.objects.system("sequencer"),
        old=sequenced.VKEY,
        new=THIEF.verifier.vkey,
        reason="Because I would like it.",
    )
    sequenced.sequence()
    (fault,) = verify().wrong
    number = last().size - 1
    assert fault.startswith(f"number {number}: the key it names is not in force")


@pytest.mark.parametrize("vkey", ["", "nonsense", "a+b+c"])
def test_a_key_that_is_none_is_named(person: User, vkey: str) -> None:
    sequencer = User.objects.system("sequencer")
    change_ledger_key(
        actor=sequencer, old=sequenced.VKEY, new=vkey, reason="A slip of the hand."
    )
    sequenced.sequence()
    assert any("is not in force" in fault for fault in verify().wrong)


def test_a_log_without_a_named_key_is_remarked(committing_db: None) -> None:
    make.person("ds1")
    sequenced.sequence()
    found = verify()
    assert found.wrong == ()
    assert found.remarks[0].startswith("1 checkpoints: no entry names the key")


def test_attack_13_a_checkpoint_of_an_earlier_time_is_remarked(person: User) -> None:
    earlier = timezone.now() - timedelta(hours=2)
    edit(
        "UPDATE governance_checkpoint SET created_at = %s WHERE size = %s",
        connection.ops.adapt_datetimefield_value(earlier),
        last().size,
    )
    found = verify()
    assert found.wrong == ()
    (remark,) = found.remarks
    assert remark.startswith(f"checkpoint {last().size}: the clock went back by")


def test_pages_that_end_inside_a_tile_change_nothing(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_of_tiles(person)
    whole = verify()
    for size in (1, 7, 255, 256, 257):
        monkeypatch.setattr(pages, "PAGE", size)
        assert verify() == whole
    assert whole.entries == Entry.objects.count()
