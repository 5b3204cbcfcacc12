"""Checkpoints, C2SP tlog-checkpoint: attack 8 is this table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint
from governance.ledger.encoding import MAX_SIZE, to_base64
from governance.ledger.errors import (
    LedgerError,
    MalformedError,
    SignatureInvalidError,
    UnsignedError,
)
from governance.ledger.hashing import EMPTY_ROOT
from governance.ledger.keys import COSIGNATURE, NOTE, Signer
from governance.ledger.notes import sign_note, signature_line

LOG = Signer("log.example/a", NOTE, bytes(range(32)))
OTHER = Signer("log.example/b", NOTE, bytes(range(1, 33)))
WITNESS = Signer("witness.example", COSIGNATURE, bytes(range(2, 34)))
ROOT = to_base64(EMPTY_ROOT)
TEXT = f"log.example/a\n17\n{ROOT}\n"


def test_a_checkpoint_is_read_back() -> None:
    told = parse_checkpoint(TEXT)
    assert told == Checkpoint("log.example/a", 17, EMPTY_ROOT)
    assert told.text == TEXT
    signed = open_checkpoint(sign_note(TEXT, [LOG]), [LOG.verifier])
    assert signed.checkpoint == told
    assert signed.message == sign_note(TEXT, [LOG])


@given(
    st.text("abc./-", min_size=1),
    st.integers(0, MAX_SIZE),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text("xyz 1", min_size=1), max_size=3),
)
def test_any_checkpoint_is_read_back(
    origin: str, size: int, root: bytes, more: list[str]
) -> None:
    told = Checkpoint(origin, size, root, tuple(more))
    assert parse_checkpoint(told.text) == told


BAD = {
    "nothing": "",
    "one line": "log.example/a\n",
    "two lines": "log.example/a\n17\n",
    "no newline at the end": TEXT[:-1],
    "an empty line at the end": TEXT + "\n",
    "an empty line between": f"log.example/a\n\n17\n{ROOT}\n",
    "an empty origin": f"\n17\n{ROOT}\n",
    "CR LF": TEXT.replace("\n", "\r\n"),
    "a leading zero": TEXT.replace("17", "017"),
    "a plus": TEXT.replace("17", "+17"),
    "a minus": TEXT.replace("17", "-17"),
    "a space before the size": TEXT.replace("17", " 17"),
    "a space after the size": TEXT.replace("17", "17 "),
    "an underscore": TEXT.replace("17", "1_7"),
    "a hexadecimal size": TEXT.replace("17", "0x11"),
    "a size with a point": TEXT.replace("17", "17.0"),
    "digits of another script": TEXT.replace("17", "\u0661\u0667"),
    "a superscript": TEXT.replace("17", "1\u2077"),
    "no size": TEXT.replace("17", ""),
    "2**63": TEXT.replace("17", str(2**63)),
    "10,000 digits": TEXT.replace("17", "1" * 10_000),
    "a root of 31 bytes": f"log.example/a\n17\n{to_base64(bytes(31))}\n",
    "a root of 33 bytes": f"log.example/a\n17\n{to_base64(bytes(33))}\n",
    "a root without padding": TEXT.replace("=", ""),
    "a root with bits that mean nothing": TEXT.replace("FU=", "FV="),
    "a root in the other alphabet": TEXT.replace("+", "-").replace("/4", "_4"),
    "a root in hexadecimal": f"log.example/a\n17\n{EMPTY_ROOT.hex()}\n",
    "a space after the root": TEXT[:-1] + " \n",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_is_not_written_as_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_checkpoint(text)


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_also_when_it_is_signed(text: str) -> None:
    message = f"{text}\n{signature_line(text, LOG)}"
    with pytest.raises(LedgerError):
        open_checkpoint(message, [LOG.verifier])


@pytest.mark.parametrize(
    ("size", "root"), [(-1, EMPTY_ROOT), (2**63, EMPTY_ROOT), (1, b"")]
)
def test_what_is_no_checkpoint_has_no_text(size: int, root: bytes) -> None:
    with pytest.raises(MalformedError):
        _ = Checkpoint("log.example/a", size, root).text


def test_a_checkpoint_of_another_origin_is_refused() -> None:
    """The key of one log signs nothing about another."""
    with pytest.raises(MalformedError, match="not signed by a key of that name"):
        open_checkpoint(sign_note(TEXT, [OTHER]), [OTHER.verifier])


def test_a_forged_signature_of_the_log_is_refused() -> None:
    forged = TEXT.replace("17", "18") + "\n" + signature_line(TEXT, LOG)
    with pytest.raises(SignatureInvalidError):
        open_checkpoint(forged, [LOG.verifier])


def test_the_wrong_key_is_refused() -> None:
    thief = Signer(LOG.name, NOTE, bytes(32))
    with pytest.raises(UnsignedError):
        open_checkpoint(sign_note(TEXT, [thief]), [LOG.verifier])


def test_a_witness_alone_vouches_for_nothing() -> None:
    note = f"{TEXT}\n{signature_line(TEXT, WITNESS, at=1)}"
    with pytest.raises(MalformedError):
        open_checkpoint(note, [LOG.verifier, WITNESS.verifier])


def test_a_witness_named_as_the_log_vouches_for_nothing() -> None:
    """It signs that it saw a checkpoint, not that the checkpoint is the log's."""
    double = Signer(LOG.name, COSIGNATURE, bytes(range(32)))
    note = f"{TEXT}\n{signature_line(TEXT, double, at=1)}"
    with pytest.raises(MalformedError):
        open_checkpoint(note, [double.verifier])


def test_a_forged_extra_signature_of_an_unknown_key_changes_nothing() -> None:
    note = sign_note(TEXT, [LOG]) + signature_line("something else\n", OTHER)
    signed = open_checkpoint(note, [LOG.verifier])
    assert [each.name for each in signed.note.unknown] == [OTHER.name]
    with pytest.raises(SignatureInvalidError):
        open_checkpoint(note, [LOG.verifier, OTHER.verifier])


def test_a_hundred_and_one_signatures_are_refused() -> None:
    line = signature_line(TEXT, LOG)
    open_checkpoint(f"{TEXT}\n{line * 100}", [LOG.verifier])
    with pytest.raises(MalformedError, match="100"):
        open_checkpoint(f"{TEXT}\n{line * 101}", [LOG.verifier])


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_our_words(text: str) -> None:
    for whole in (text, f"log.example/a\n{text}\n{ROOT}\n", f"{TEXT}{text}\n"):
        try:
            told = parse_checkpoint(whole)
        except MalformedError:
            continue
        assert told.text == whole
