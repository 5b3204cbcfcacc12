"""Signed notes, C2SP signed-note: read strictly, believed only by a known key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.encoding import to_base64
from governance.ledger.errors import (
    LedgerError,
    MalformedError,
    SignatureInvalidError,
    UnsignedError,
)
from governance.ledger.keys import COSIGNATURE, NOTE, Signer
from governance.ledger.notes import (
    MAX_NOTE_BYTES,
    open_note,
    parse_note,
    parse_signature,
    sign_note,
    signature_line,
)
from tests.ledger.by_the_text import flipped

LOG = Signer("log.example/a", NOTE, bytes(range(32)))
OTHER = Signer("other.example/b", NOTE, bytes(range(1, 33)))
WITNESS = Signer("witness.example", COSIGNATURE, bytes(range(2, 34)))
TEXT = "log.example/a\n3\nroot\n"
NOTE_OF_LOG = sign_note(TEXT, [LOG])
LINE = signature_line(TEXT, LOG)
KEY = LINE.split(" ")[2].strip()


def test_a_note_is_read_back() -> None:
    note = open_note(NOTE_OF_LOG, [LOG.verifier])
    assert note.text == TEXT
    assert note.is_signed_by(LOG.verifier)
    assert open_note(NOTE_OF_LOG.encode(), [LOG.verifier]) == note


BAD = {
    "nothing": "",
    "an empty line": "\n",
    "a text alone": TEXT,
    "no empty line": TEXT + LINE,
    "no text": "\n" + LINE,
    "an empty text": "\n\n" + LINE,
    "no newline at the end": NOTE_OF_LOG[:-1],
    "a second newline at the end": NOTE_OF_LOG + "\n",
    "lines that end with CR LF": NOTE_OF_LOG.replace("\n", "\r\n"),
    "a carriage return": NOTE_OF_LOG.replace("3", "3\r"),
    "a tab": NOTE_OF_LOG.replace("3", "\t3"),
    "a zero byte": NOTE_OF_LOG.replace("3", "3\0"),
    "an escape": NOTE_OF_LOG.replace("3", "\x1b[2J3"),
    "a hyphen for the dash": NOTE_OF_LOG.replace("\u2014", "-"),
    "an en dash": NOTE_OF_LOG.replace("\u2014", "\u2013"),
    "two dashes": NOTE_OF_LOG.replace("\u2014 ", "\u2014 \u2014 "),
    "two spaces": NOTE_OF_LOG.replace("\u2014 ", "\u2014  "),
    "a space at the end": NOTE_OF_LOG[:-1] + " \n",
    "a space before": NOTE_OF_LOG.replace("\u2014", " \u2014"),
    "no signature bytes": f"{TEXT}\n\u2014 {LOG.name} \n",
    "no name": f"{TEXT}\n\u2014  {KEY}\n",
    "a plus in the name": f"{TEXT}\n\u2014 log+example {KEY}\n",
    "only a key id": f"{TEXT}\n\u2014 {LOG.name} {to_base64(b'abcd')}\n",
    "base64 without padding": NOTE_OF_LOG.replace("=", ""),
    "base64 of the other alphabet": f"{TEXT}\n\u2014 {LOG.name} {'-' * 8}\n",
    "base64 with bits that mean nothing": f"{TEXT}\n\u2014 {LOG.name} YWJjZGV=\n",
    "a line between two signatures": f"{TEXT}\n{LINE}\n{LINE}",
    "a line of text below": NOTE_OF_LOG + "more\n",
    "a lone surrogate": NOTE_OF_LOG.replace("3", "\ud800"),
    "a name with a no-break space": f"{TEXT}\n\u2014 log\u00a0example {KEY}\n",
}


@pytest.mark.parametrize("message", BAD.values(), ids=BAD)
def test_what_is_not_written_as_a_note_is_refused(message: str) -> None:
    with pytest.raises(LedgerError):
        open_note(message, [LOG.verifier])


def test_a_note_of_more_than_a_megabyte_is_refused() -> None:
    text = "a" * MAX_NOTE_BYTES + "\n"
    with pytest.raises(MalformedError, match="1,000,000"):
        parse_note(f"{text}\n{LINE}")


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    for bad in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80"):
        with pytest.raises(MalformedError, match="UTF-8"):
            parse_note(NOTE_OF_LOG.encode().replace(b"3", bad))


@given(st.integers(0, 64 * 8 - 1))
def test_a_flipped_bit_of_a_signature_is_wrong(bit: int) -> None:
    signature = parse_signature(LINE[:-1])
    line = (
        f"\u2014 {LOG.name} {to_base64(signature.id + flipped(signature.raw, bit))}\n"
    )
    with pytest.raises(SignatureInvalidError, match=LOG.name):
        open_note(f"{TEXT}\n{line}", [LOG.verifier])


@given(st.integers(0, 8 * len(TEXT.encode()) - 1))
def test_a_flipped_bit_of_the_text_is_wrong(bit: int) -> None:
    message = flipped(TEXT.encode(), bit) + f"\n{LINE}".encode()
    with pytest.raises((SignatureInvalidError, MalformedError)):
        open_note(message, [LOG.verifier])


def test_a_wrong_signature_is_not_hidden_by_a_good_one() -> None:
    forged = signature_line("another text\n", OTHER)
    with pytest.raises(SignatureInvalidError, match=OTHER.name):
        open_note(NOTE_OF_LOG + forged, [LOG.verifier, OTHER.verifier])


def test_a_signature_of_an_unknown_key_changes_nothing() -> None:
    forged = signature_line("another text\n", OTHER)
    note = open_note(NOTE_OF_LOG + forged, [LOG.verifier])
    assert [key for key, _ in note.verified] == [LOG.verifier]
    assert [each.name for each in note.unknown] == [OTHER.name]
    assert not note.is_signed_by(OTHER.verifier)


def test_the_same_name_with_another_key_is_unknown() -> None:
    thief = Signer(LOG.name, NOTE, bytes(32))
    with pytest.raises(UnsignedError):
        open_note(sign_note(TEXT, [thief]), [LOG.verifier])
    with pytest.raises(UnsignedError):
        open_note(NOTE_OF_LOG, [thief.verifier])


def test_a_cosignature_holds_its_time() -> None:
    line = signature_line(TEXT, WITNESS, at=1_700_000_000)
    note = open_note(NOTE_OF_LOG + line, [LOG.verifier, WITNESS.verifier])
    assert note.is_signed_by(WITNESS.verifier)
    signature = parse_signature(line[:-1])
    for bit in range(64):
        changed = to_base64(signature.id + flipped(signature.raw, bit))
        with pytest.raises(SignatureInvalidError):
            open_note(
                f"{NOTE_OF_LOG}\u2014 {WITNESS.name} {changed}\n", [WITNESS.verifier]
            )


def test_a_plain_signature_is_no_cosignature() -> None:
    """The types are told apart by the key id, which holds the type."""
    plain = Signer(WITNESS.name, NOTE, WITNESS.seed)
    with pytest.raises(UnsignedError):
        open_note(sign_note(TEXT, [plain]), [WITNESS.verifier])


@pytest.mark.parametrize("text", ["", "no newline", "two\n\n\u2014 lines\n"])
def test_a_text_that_no_note_can_hold_is_not_signed(text: str) -> None:
    with pytest.raises(MalformedError):
        sign_note(text, [LOG])


def test_a_text_may_hold_an_empty_line() -> None:
    text = "one\n\ntwo\n"
    assert open_note(sign_note(text, [LOG]), [LOG.verifier]).text == text


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_our_words(message: str) -> None:
    for whole in (message, f"{message}\n{LINE}", f"{TEXT}\n\u2014 {message}\n"):
        try:
            text, signatures = parse_note(whole)
        except MalformedError:
            continue
        assert text + "\n" + "".join(each.line for each in signatures) == whole


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused_in_our_words(message: bytes) -> None:
    with pytest.raises(LedgerError):
        open_note(message, [LOG.verifier])
