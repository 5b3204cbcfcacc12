"""Names in many scripts: in a font of the machine, or by code point, never lost."""

import subprocess
import unicodedata
from pathlib import Path
from shutil import which

import pytest

from reports.pdf import bidi, fallback, fonts, making, text
from reports.pdf.fallback import FontFile
from tests.reports import reading, samples, sealed, structure

NAMES = {
    "Latin": "Zoë Nuñez Łukasz",
    "Vietnamese": "Nguyễn Thị Hạnh",
    "Greek": "Αθηνά Παπαδοπούλου",
    "Cyrillic": "Ольга Щукина",
    "Armenian": "Արամ Խաչատրյան",
    "Georgian": "ნინო ბერიძე",
    "Hebrew": "שלום כהן",
    "Arabic": "محمد عبد الله",
    "Han": "王小明",
    "Kana": "サクラ ひかり",
    "Hangul": "김민준",
    "Lao": "ສົມໃຈ",
    "Devanagari": "अनिल शर्मा",
    "Thai": "สมชาย",
}
RIGHT_TO_LEFT = {"Hebrew", "Arabic"}


def document(name: str) -> bytes:
    event = samples.event(1, why=f"Asked by {name} today.")
    return sealed.unsealed(samples.audit_evidence(first=(event,), inside=1))


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_drawn_or_shown_by_code_point(script: str) -> None:
    name = unicodedata.normalize("NFC", NAMES[script])
    shown = text.visible(name)
    missing = [c for c in name if c != " " and not fonts.covers(fonts.REGULAR, c)]
    assert shown.count("[U+") == len(missing)
    pdf = structure.opened(document(name))
    assert structure.unmarked(pdf) == []
    assert all("/FontFile2" in f.FontDescriptor for f in structure.fonts(pdf))


@pytest.mark.skipif(not which("pdftotext"), reason="poppler is not here")
@pytest.mark.parametrize("script", sorted(NAMES.keys() - RIGHT_TO_LEFT))
def test_a_name_can_be_taken_out_in_the_order_of_reading(
    script: str, tmp_path: Path
) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(document(NAMES[script]))
    done = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True
    )
    told = unicodedata.normalize("NFC", done.stdout.decode())
    expected = text.visible(unicodedata.normalize("NFC", NAMES[script]))
    assert reading.squeezed(expected) in reading.squeezed(told)


@pytest.mark.parametrize("script", sorted(RIGHT_TO_LEFT))
def test_a_name_from_right_to_left_says_how_it_is_read(script: str) -> None:
    """ISO 32000-1, 14.9.4: the words in the order of reading, beside the picture."""
    name = NAMES[script]
    if not fonts.covers(fonts.REGULAR, name[0]):
        pytest.skip("no font has its letters")
    pdf = structure.opened(document(name))
    spoken = {
        str(given.ActualText)
        for page in pdf.pages
        for given in structure.begun(page)
        if "/ActualText" in given
    }
    assert name in spoken


def stretches(line: str) -> list[bidi.Stretch]:
    return list(bidi.stretches(line, lambda letter: True))


def test_right_to_left_is_drawn_backwards_with_its_numbers_forwards() -> None:
    drawn = "".join(s.drawn for s in stretches("a אבג 12 דה b"))
    assert drawn == "a הד 12 גבא b"
    spoken = [s.spoken for s in stretches("a אבג 12 דה b") if s.spoken]
    assert spoken == ["אבג 12 דה"]


def test_brackets_are_turned_round_with_their_words() -> None:
    (stretch,) = stretches("א(ב)ג")
    assert stretch.drawn == "ג(ב)א"


def test_arabic_letters_are_joined() -> None:
    (stretch,) = stretches("سلام")
    assert stretch.drawn != "سلام"[::-1]
    assert stretch.drawn == "\ufee1\ufefc\ufeb3"
    (alone,) = bidi.stretches("سلام", lambda letter: letter < "\ufb00")
    assert alone.drawn == "سلام"[::-1]


def test_fonts_of_the_machine_are_named_in_the_document() -> None:
    if not fallback.installed():
        pytest.skip("no other font is here")
    used = making.read(drawing_of(document(NAMES["Hebrew"]))).fonts
    assert used is not None
    covered = fonts.covers(fonts.REGULAR, "ש")
    assert bool(used) is covered
    assert set(used) <= set(fallback.installed())
    assert making.read(drawing_of(document(NAMES["Latin"]))).fonts == ()


def drawing_of(pdf: bytes) -> bytes:
    with structure.opened(pdf) as opened:
        return bytes(structure.attached(opened)["drawing.json"].EF.F.read_bytes())


def test_a_font_that_is_not_here_is_named() -> None:
    lost = FontFile("Nowhere Sans", "a" * 64)
    with (
        pytest.raises(fallback.FontAbsentError, match="Nowhere Sans"),
        fallback.choosing([lost]),
    ):
        raise AssertionError


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fonts.PACKAGES, fonts.MONO, "fontpkg_nowhere")
    fonts.own.cache_clear()
    with pytest.raises(fonts.FontMissingError, match="package fontpkg-nowhere"):
        fonts.own(fonts.MONO)
    fonts.own.cache_clear()
