"""Counts answers, errors and latency of each deployment, minute by minute."""

import time
from collections import deque
from collections.abc import Iterable
from typing import Any

MINUTES = 60
_STEPS = 8  # buckets per power of two: a percentile is right within 7 %


def bucket(micros: int) -> int:
    """Give the number of the latency bucket; each power of two has eight."""
    if micros < _STEPS:
        return micros
    shift = micros.bit_length() - 4
    return (shift << 3) + (micros >> shift)


def middle(index: int) -> float:
    """Give the middle of a bucket in milliseconds."""
    if index < 2 * _STEPS:
        return index / 1000
    shift = (index >> 3) - 1
    low = ((index & 7) + 8) << shift
    return (low + (1 << shift) / 2) / 1000


def percentile(buckets: dict[int, int], share: float) -> float | None:
    """Find the latency in milliseconds below which this share of answers lies."""
    left = share * sum(buckets.values())
    for index in sorted(buckets):
        left -= buckets[index]
        if left <= 0:
            return round(middle(index), 3)
    return None


class _Minute:
    __slots__ = ("buckets", "count", "errors", "number")

    def __init__(
        self, number: int, count: int = 0, errors: int = 0, buckets: Any = None
    ) -> None:
        self.number, self.count, self.errors = number, count, errors
        self.buckets: dict[int, int] = buckets or {}


class Meter:
    """One deployment: totals for ever, and the last sixty minutes in detail.

    Counted are answers to scoring requests, by the model or instead of it; an error is
    any of them that is not 200. Requests refused for lack of a right are not counted.
    """

    def __init__(self) -> None:
        """Start at zero."""
        self.requests = 0
        self.errors = 0
        self._minutes: deque[_Minute] = deque(maxlen=MINUTES)

    def record(self, status: int, seconds: float) -> None:
        """Count one answer."""
        minute = self._current(int(time.time()) // 60)
        self.requests += 1
        minute.count += 1
        if status != 200:
            self.errors += 1
            minute.errors += 1
        index = bucket(int(seconds * 1_000_000))
        minute.buckets[index] = minute.buckets.get(index, 0) + 1

    def _current(self, number: int) -> _Minute:
        if not self._minutes or self._minutes[-1].number < number:
            self._minutes.append(_Minute(number))
        return self._minutes[-1]

    def _recent(self) -> list[_Minute]:
        oldest = int(time.time()) // 60 - MINUTES
        return [minute for minute in self._minutes if minute.number > oldest]

    def report(self) -> dict[str, Any]:
        """Say it for the status."""
        recent = self._recent()
        total = _sum(minute.buckets for minute in recent)
        return {
            "requests": self.requests,
            "errors": self.errors,
            "latency_ms": {
                name: percentile(total, share)
                for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
            },
            "minutes": [
                [m.number, m.count, m.errors, percentile(m.buckets, 0.5)]
                for m in recent
            ],
        }

    def dump(self) -> dict[str, Any]:
        """Give what a restart needs to go on counting."""
        minutes = [
            [m.number, m.count, m.errors, list(m.buckets.items())]
            for m in self._recent()
        ]
        return {"requests": self.requests, "errors": self.errors, "minutes": minutes}

    def load(self, raw: dict[str, Any]) -> None:
        """Go on from a dump."""
        minutes = [_Minute(n, c, e, dict(b)) for n, c, e, b in raw["minutes"]]
        self.requests, self.errors = int(raw["requests"]), int(raw["errors"])
        self._minutes = deque(minutes, maxlen=MINUTES)


def _sum(parts: Iterable[dict[int, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for part in parts:
        for index, count in part.items():
            total[index] = total.get(index, 0) + count
    return total
