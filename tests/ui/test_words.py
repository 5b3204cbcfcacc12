"""How templates write moments, digests, numbers and states."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from governance.templatetags import hallmark

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "style", "words"),
    [
        (datetime(2026, 11, 23, 9, 14, 2, tzinfo=UTC), "", "09:14"),
        (datetime(2026, 11, 2, 16, 4, tzinfo=UTC), "", "2 Nov 16:04"),
        (datetime(2025, 11, 22, 16, 4, tzinfo=UTC), "", "2025-11-22 16:04"),
        (datetime(2026, 11, 23, 9, 14, 2, tzinfo=UTC), "clock", "09:14:02"),
        (
            datetime(2026, 11, 23, 9, 14, 2, tzinfo=UTC),
            "full",
            "2026-11-23 09:14:02 UTC",
        ),
        (date(2026, 11, 22), "", "2026-11-22"),
        (None, "", hallmark.NOTHING),
    ],
)
def test_a_moment_is_as_short_as_its_distance_allows(
    at: date | None, style: str, words: str
) -> None:
    with time_machine.travel(NOW, tick=False):
        assert hallmark.when(at, style) == words


def test_a_time_element_carries_the_exact_moment() -> None:
    with time_machine.travel(NOW, tick=False):
        element = hallmark.moment(datetime(2026, 11, 22, 16, 4, 31, tzinfo=UTC))
    assert 'datetime="2026-11-22T16:04:31Z"' in element
    assert "22 Nov 16:04<" in element


@pytest.mark.parametrize(
    ("state", "shape"),
    [
        ("Healthy", "ok"),
        ("LAUNCHING", "move"),
        ("Failed", "bad"),
        ("refused", "warn"),
        ("queued", "wait"),
        ("Deployment data not found", "off"),
        ("a word nobody listed", "off"),
    ],
)
def test_a_state_gets_its_shape_and_an_unknown_one_claims_nothing(
    state: str, shape: str
) -> None:
    assert hallmark.state_shape(state) == shape


def test_numbers_and_digests_are_written_by_the_rules() -> None:
    assert hallmark.thousands(18442) == "18,442"
    assert hallmark.thousands("many") == "many"
    assert hallmark.percent(0.64) == "64 %"
    assert hallmark.short_hash("a" * 8 + "b" * 50 + "c" * 6) == "aaaaaaaa…cccccc"
    assert hallmark.short_hash("short") == "short"
