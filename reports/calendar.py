"""The calendar of schedules and of retention: pure reckoning with days, in UTC.

A slot is the first day of a month or of a quarter; its report covers the month or the
quarter before it. So no month is too short for a slot, and a leap day is a day of its
February.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

MONTHS: Final = {"monthly": 1, "quarterly": 3}


@dataclass(frozen=True)
class Days:
    """A period in whole days, UTC, both included."""

    since: date
    until: date

    @property
    def beginning(self) -> datetime:
        return _midnight(self.since)

    @property
    def end(self) -> datetime:
        """The moment after the last day."""
        return _midnight(self.until + timedelta(days=1))


def slot_from(cadence: str, day: date) -> date:
    """The first slot on or after a day."""
    newest = slot_until(cadence, day)
    return newest if newest == day else following(cadence, newest)


def slot_until(cadence: str, day: date) -> date:
    """The last slot on or before a day."""
    step = MONTHS[cadence]
    return _first_of((day.year * 12 + day.month - 1) // step * step)


def following(cadence: str, slot: date) -> date:
    """The slot after a slot."""
    return _moved(slot, MONTHS[cadence])


def covered(cadence: str, slot: date) -> Days:
    """What the report of a slot is about."""
    return Days(_moved(slot, -MONTHS[cadence]), slot - timedelta(days=1))


def slots_between(cadence: str, first: date, last: date) -> int:
    """How many slots there are before `last`, from `first` on."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(months // MONTHS[cadence], 0)


def years_later(moment: datetime, years: int) -> datetime:
    """The same moment that many years later; 1 March where there is no 29 February."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)


def _moved(slot: date, months: int) -> date:
    return _first_of(slot.year * 12 + slot.month - 1 + months)


def _first_of(month: int) -> date:
    """The first day of a month, counted from January of the year 0."""
    return date(month // 12, month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
