"""How an endpoint does, as the gateway counts it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from deployments import charts
from deployments.charts import Chart
from deployments.models import Deployment
from deployments.runtimes.local import runtime

MINUTES = 60
SILENT = "The scoring gateway does not answer, so nothing can be counted now."
UNKNOWN = "The scoring gateway knows no such endpoint. No release has reached it yet."


@dataclass(frozen=True)
class Measured:
    """Counts since the first request, and the last hour by minute."""

    requests: int
    errors: int
    p50: float | None
    p95: float | None
    p99: float | None
    last_hour: int
    state: str
    reason: str
    traffic: Chart
    failures: Chart
    latency: Chart

    @property
    def error_share(self) -> float:
        """Errors per request."""
        return self.errors / self.requests if self.requests else 0.0


def measure(deployment: Deployment) -> Measured | str:
    """What was measured, or the sentence that says why nothing is known."""
    actual = runtime().actual()
    if actual is None:
        return SILENT
    route = actual.routes.get(str(deployment.pk))
    return UNKNOWN if route is None else _measured(route)


def _measured(route: dict[str, Any]) -> Measured:
    now = int(time.time()) // 60
    by_minute = {row[0]: row for row in route["minutes"]}
    minutes = range(now - MINUTES + 1, now + 1)
    rows = [by_minute.get(minute, [minute, 0, 0, None]) for minute in minutes]
    latency = route["latency_ms"]
    return Measured(
        requests=route["requests"],
        errors=route["errors"],
        p50=latency["p50"],
        p95=latency["p95"],
        p99=latency["p99"],
        last_hour=sum(row[1] for row in rows),
        state=route["state"],
        reason=route["reason"] or "",
        traffic=_traffic(rows),
        failures=_failures(rows),
        latency=_latency(rows),
    )


def _traffic(rows: list[list[Any]]) -> Chart:
    counts = [row[1] for row in rows]
    titles = [
        f"{_clock(row[0])}: {row[1]:,} requests, {row[2]:,} errors" for row in rows
    ]
    label = f"Requests per minute over the last hour, at most {max(counts):,}."
    return charts.bars(counts, titles, label, _ends(rows))


def _failures(rows: list[list[Any]]) -> Chart:
    counts = [row[2] for row in rows]
    titles = [f"{_clock(row[0])}: {row[2]:,} errors" for row in rows]
    label = f"Errors per minute over the last hour, at most {max(counts):,}."
    return charts.bars(counts, titles, label, _ends(rows))


def _latency(rows: list[list[Any]]) -> Chart:
    known = [row[3] for row in rows if row[3] is not None]
    told = f"between {min(known):g} and {max(known):g}" if known else "none measured"
    label = f"Median latency in milliseconds over the last hour, {told}."
    return charts.line([row[3] for row in rows], label, _ends(rows))


def _ends(rows: list[list[Any]]) -> tuple[str, str]:
    return _clock(rows[0][0]), _clock(rows[-1][0])


def _clock(minute: int) -> str:
    return f"{datetime.fromtimestamp(minute * 60, UTC):%H:%M}"
