"""Slots, the days they cover, and years."""

from datetime import UTC, date, datetime

import pytest

from reports.calendar import (
    Days,
    covered,
    following,
    slot_from,
    slot_until,
    slots_between,
    years_later,
)


@pytest.mark.parametrize(
    ("cadence", "day", "first", "newest"),
    [
        ("monthly", date(2026, 11, 27), date(2026, 12, 1), date(2026, 11, 1)),
        ("monthly", date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 1)),
        ("monthly", date(2026, 12, 31), date(2027, 1, 1), date(2026, 12, 1)),
        ("monthly", date(2028, 2, 29), date(2028, 3, 1), date(2028, 2, 1)),
        ("quarterly", date(2026, 11, 27), date(2027, 1, 1), date(2026, 10, 1)),
        ("quarterly", date(2026, 4, 1), date(2026, 4, 1), date(2026, 4, 1)),
        ("quarterly", date(2026, 3, 31), date(2026, 4, 1), date(2026, 1, 1)),
    ],
)
def test_slots_are_first_days(
    cadence: str, day: date, first: date, newest: date
) -> None:
    assert slot_from(cadence, day) == first
    assert slot_until(cadence, day) == newest


@pytest.mark.parametrize(
    ("cadence", "slot", "since", "until"),
    [
        ("monthly", date(2027, 1, 1), date(2026, 12, 1), date(2026, 12, 31)),
        ("monthly", date(2027, 3, 1), date(2027, 2, 1), date(2027, 2, 28)),
        ("monthly", date(2028, 3, 1), date(2028, 2, 1), date(2028, 2, 29)),
        ("monthly", date(2026, 5, 1), date(2026, 4, 1), date(2026, 4, 30)),
        ("quarterly", date(2028, 4, 1), date(2028, 1, 1), date(2028, 3, 31)),
        ("quarterly", date(2027, 1, 1), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_slot_covers_the_month_or_quarter_before_it(
    cadence: str, slot: date, since: date, until: date
) -> None:
    assert covered(cadence, slot) == Days(since, until)


@pytest.mark.parametrize("cadence", ["monthly", "quarterly"])
def test_slots_of_forty_years_cover_every_day_once(cadence: str) -> None:
    slot = slot_from(cadence, date(2026, 1, 1))
    for _ in range(480):
        after = following(cadence, slot)
        assert covered(cadence, after).since == slot
        assert covered(cadence, after).end.date() == after
        assert slots_between(cadence, slot, after) == 1
        slot = after


def test_missed_slots_are_counted() -> None:
    assert slots_between("monthly", date(2026, 12, 1), date(2027, 3, 1)) == 3
    assert slots_between("monthly", date(2026, 12, 1), date(2026, 12, 1)) == 0


def test_years_end_on_the_same_day_or_the_one_after_it() -> None:
    noon = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert years_later(noon, 4) == datetime(2032, 2, 29, 12, tzinfo=UTC)
    assert years_later(noon, 1) == datetime(2029, 3, 1, 12, tzinfo=UTC)
