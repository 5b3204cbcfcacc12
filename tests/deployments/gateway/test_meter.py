"""Counts and percentiles."""

import random

import pytest

from deployments.gateway import meter
from deployments.gateway.meter import Meter, bucket, middle


def test_every_latency_is_near_the_middle_of_its_bucket() -> None:
    for micros in [*range(2000), 10**5, 10**6 + 1, 3 * 10**7]:
        assert middle(bucket(micros)) * 1000 == pytest.approx(micros, rel=0.07)


def test_percentiles_are_near_the_exact_ones() -> None:
    counted, exact = Meter(), []
    for _ in range(5000):
        seconds = random.lognormvariate(-6, 1)
        counted.record(200, seconds)
        exact.append(seconds * 1000)
    exact.sort()
    found = counted.report()["latency_ms"]
    for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
        assert found[name] == pytest.approx(exact[int(share * 5000)], rel=0.1)


def test_only_the_last_hour_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Meter()
    for minute in range(100):
        monkeypatch.setattr("time.time", lambda minute=minute: minute * 60.0)
        counted.record(200 if minute else 503, 0.001)
    report = counted.report()
    assert (report["requests"], report["errors"]) == (100, 1)
    assert [row[0] for row in report["minutes"]] == list(range(40, 100))
    monkeypatch.setattr("time.time", lambda: 1e6)
    assert counted.report()["minutes"] == []
    assert counted.report()["latency_ms"]["p50"] is None


def test_counts_survive_a_restart() -> None:
    counted = Meter()
    for status in (200, 400, 503):
        counted.record(status, 0.002)
    again = Meter()
    again.load(counted.dump())
    again.record(200, 0.002)
    assert again.report()["requests"] == 4
    assert again.report()["errors"] == 2
    assert again.report()["minutes"][-1][1] == 4
    assert meter.MINUTES == 60
