"""Monitoring: what the gateway counted, as numbers and as drawings."""

import time
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments import charts, monitoring
from deployments.models import Release
from deployments.runtimes.base import Actual
from governance.models import User
from registry.models import Version
from tests.deployments import building
from tests.deployments.building import FakeRuntime

ENDS = ("08:00", "08:59")
NUMBERS = st.lists(st.floats(0, 1e9, allow_nan=False), min_size=1, max_size=60)


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(NUMBERS)
def test_bars_stay_inside_the_frame_and_keep_their_order(values: list[float]) -> None:
    drawn = charts.bars(values, ["" for _ in values], "label", ENDS)
    assert len(drawn.bars) == len(values)
    for bar in drawn.bars:
        assert charts.TOP - 0.1 <= float(bar.y) <= charts.BOTTOM + 0.1
        assert float(bar.x) + float(bar.width) <= charts.WIDTH
    highest = max(values)
    tallest = max(float(bar.height) for bar in drawn.bars)
    assert float(drawn.bars[values.index(highest)].height) == tallest


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(NUMBERS)
def test_the_scale_is_a_round_number_that_holds_every_value(
    values: list[float],
) -> None:
    top = float(charts.line(list(values), "label", ENDS).ticks[-1].text)
    assert top >= max(values) * 0.999999
    assert f"{top:e}"[0] in "125"


def test_a_line_leaves_out_minutes_without_requests() -> None:
    drawn = charts.line([1.0, None, 3.0], "label", ENDS)
    assert len(drawn.line.split()) == 2


@pytest.fixture
def release(fake: FakeRuntime, builder: User, versions: list[Version]) -> Release:
    return building.brought_up(builder, versions[0])


def told(release: Release, **changes: Any) -> Actual:
    now = int(time.time()) // 60
    route = {
        "release": str(release.pk),
        "wanted": str(release.pk),
        "state": "Healthy",
        "reason": None,
        "requests": 1234,
        "errors": 4,
        "latency_ms": {"p50": 0.9, "p95": 2.5, "p99": 7.1},
        "minutes": [[now - 1, 30, 1, 0.8], [now, 12, 0, 1.1]],
    }
    return Actual(1, {str(release.deployment_id): route | changes}, {})


@pytest.mark.django_db
class TestPage:
    def test_it_shows_counts_latency_and_the_last_hour(
        self,
        browser_of: Any,
        builder: User,
        release: Release,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.says(monkeypatch, told(release))
        text = self.page(browser_of(builder), release)
        assert "1,234" in text
        assert "p99 7.1 ms" in text
        assert "42 in the last hour" in text
        assert text.count('class="bar-r"') == 2 * monitoring.MINUTES
        assert "style=" not in text

    def test_before_the_first_request_it_shows_no_invented_number(
        self,
        browser_of: Any,
        builder: User,
        release: Release,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        none = {"p50": None, "p95": None, "p99": None}
        quiet = told(release, requests=0, errors=0, minutes=[], latency_ms=none)
        self.says(monkeypatch, quiet)
        text = self.page(browser_of(builder), release)
        assert "None" not in text
        assert '<polyline class="ln' not in text

    def test_an_endpoint_the_gateway_does_not_know_is_told_so(
        self,
        browser_of: Any,
        builder: User,
        release: Release,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.says(monkeypatch, Actual(1, {}, {}))
        text = self.page(browser_of(builder), release)
        assert "knows no such endpoint" in text

    @staticmethod
    def says(monkeypatch: pytest.MonkeyPatch, actual: Actual) -> None:
        fake = building.FakeRuntime()
        monkeypatch.setattr(fake, "actual", lambda: actual)
        monkeypatch.setattr("deployments.monitoring.runtime", lambda: fake)

    @staticmethod
    def page(client: Any, release: Release) -> str:
        where = reverse("deployments:monitoring", args=[release.deployment_id])
        return str(client.get(where).content.decode())
