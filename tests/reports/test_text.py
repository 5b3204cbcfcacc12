"""What people typed is printed as text, whatever it is."""

import time

import pytest

from reports.pdf import fallback, fonts, text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain", "plain"),
        ("naïve Größe Αθήνα Москва", "naïve Größe Αθήνα Москва"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\x00b", "a[U+0000]b"),
        ("\U0001f600", "[U+1F600]"),
        ("שלום", "[U+05E9][U+05DC][U+05D5][U+05DD]"),
        ("日本", "[U+65E5][U+672C]"),
    ],
)
def test_what_has_no_picture_is_shown_as_its_code_point(typed: str, shown: str) -> None:
    with fallback.choosing(()):  # as on a machine without other fonts
        assert text.visible(typed) == shown


def in_lines(typed: str) -> str:
    return "".join(text.paragraph(typed, fonts.REGULAR, 9, 400))


@pytest.mark.parametrize(
    "typed", ["<b", "<img src='/etc/passwd'>", "&amp;", "<a href='javascript:1'>x</a>"]
)
def test_markup_is_text(typed: str) -> None:
    assert in_lines(typed) == typed


def test_long_text_is_cut_and_says_how_much_is_missing() -> None:
    shown = in_lines("x" * 10_000)
    assert shown.endswith("… (6,000 more characters)")
    assert len(shown) < text.MAX_PARAGRAPH + 60


def test_many_lines_are_cut_and_counted() -> None:
    assert in_lines("\n" * 500).endswith("… (440 more lines)")


def test_joined_lines_are_the_text_again() -> None:
    typed = "deployed to cooler-dev because rig_three.pressure drifts, again and again"
    lines = text.wrapped(typed, fonts.REGULAR, 8, 60)
    assert len(lines) > 3
    assert "".join(lines) == typed


def test_a_clipped_line_fits_and_ends_with_an_ellipsis() -> None:
    shown = text.clipped("one two three four five", fonts.REGULAR, 8, 50)
    assert shown.endswith("…")
    assert fonts.width(shown, fonts.REGULAR, 8) <= 50
    assert text.clipped("one", fonts.REGULAR, 8, 50) == "one"


def test_a_word_longer_than_the_line_is_broken_and_nothing_is_lost() -> None:
    word = "".join(chr(97 + at % 26) for at in range(1_000))
    lines = text.wrapped(word, fonts.REGULAR, 8, 100)
    assert "".join(lines) == word
    assert all(fonts.width(line, fonts.REGULAR, 8) <= 100 for line in lines)


def test_identifiers_break_behind_a_joint() -> None:
    lines = text.wrapped("deployment.rolled_back", fonts.REGULAR, 8, 60)
    assert lines == ["deployment.", "rolled_back"]


def test_a_megabyte_without_a_blank_is_quick() -> None:
    begun = time.process_time()
    lines = text.cell("W" * 2**20, fonts.REGULAR, 8, 100)
    assert len(lines) == text.MAX_CELL_LINES
    assert lines[-1].endswith("more characters)")
    assert time.process_time() - begun < 2
