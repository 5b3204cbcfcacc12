"""The figure of R4: deployments as lanes, and counts below it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.deployment_history.evidence import DeploymentEvidence
from reports.documents.deployment_history.findings import standings
from reports.documents.release_facts import ReleaseFact
from reports.documents.release_judging import Standing
from reports.documents.wording import counted
from reports.pdf import blocks, fonts
from reports.pdf.swimlanes import (
    MAX_LANES,
    Arrival,
    Stay,
    Swimlane,
    Swimlanes,
)
from reports.pdf.tables import Column, Table

STAMP: Final = "%Y-%m-%d %H:%M:%S UTC"
ANSWER: Final = "Which version answered where, from when until when [E02] [E03]."
KEY: Final = (
    "A bar is the time in which a release answered; a sign above a lane is a release "
    "as it was asked for, with its number. Green circle: approved. Grey dash: no "
    "approval was needed. Red square: unapproved, or the release failed. A bar at the "
    "left edge began before the period."
)
KINDS: Final = {
    "deploy": "Deployed",
    "promote": "Promoted",
    "rollback": "Rolled back",
    "emergency": "Emergency",
    "failover": "Failover",
    "refit": "Refit",
}
COUNTS: Final = (
    Column("Environment", 92, fonts.MEDIUM),
    *(
        Column(words, (layout.WIDTH - 92) / (len(KINDS) + 2), align="right")
        for words in (*KINDS.values(), "Failed", "All")
    ),
)


def timeline(evidence: DeploymentEvidence) -> list[Flowable]:
    """The figure, then the counts."""
    rows = (*evidence.earlier, *evidence.releases)
    table = [
        blocks.table_title("Releases by environment and step [E02]"),
        Table(COUNTS, [_counted(name, evidence) for name in evidence.environments]),
    ]
    if not rows:
        nothing = blocks.paragraph("Nothing answered, and nothing was asked for.")
        return layout.section(2, "Timeline", ANSWER, nothing, *table)
    figure = _figure(evidence, rows)
    return layout.section(2, "Timeline", ANSWER, *figure, *table)


def _counted(name: str, evidence: DeploymentEvidence) -> list[str]:
    rows = [one for one in evidence.releases if one.environment == name]
    kinds = Counter(one.kind for one in rows)
    failed = sum(one.reached("Failed") is not None for one in rows)
    return [
        name,
        *(f"{n:,}" for n in (*map(kinds.__getitem__, KINDS), failed, len(rows))),
    ]


def _figure(
    evidence: DeploymentEvidence, rows: Sequence[ReleaseFact]
) -> list[Flowable]:
    scale = _Scale(evidence)
    order = {name: at for at, name in enumerate(evidence.environments)}
    lanes: dict[str, list[ReleaseFact]] = {}
    for one in sorted(rows, key=lambda r: (order.get(r.environment, 0), r.at)):
        lanes.setdefault(one.deployment_id, []).append(one)
    found = standings(evidence)
    drawn = [_lane(row, found, scale) for row in lanes.values()]
    title = "Figure 1  Releases in time, a lane for each deployment [E02] [E03]"
    shown = Swimlanes(drawn, scale.ticks, _told(list(lanes.values()), found))
    content: list[Flowable] = [blocks.table_title(title), shown, blocks.caption(KEY)]
    if len(drawn) > MAX_LANES:
        words = f"The first {MAX_LANES} of {len(drawn):,} lanes; the tables have all."
        content.append(blocks.caption(words))
    return content


class _Scale:
    """From the first moment that matters in the period to the last."""

    def __init__(self, evidence: DeploymentEvidence) -> None:
        self.until = min(_moment(evidence.until), _moment(evidence.issue.generated_at))
        firsts = [_moment(one.at) for one in evidence.releases]
        first = min(firsts, default=_moment(evidence.since))
        since = _moment(evidence.since)
        # A long empty beginning is left out, unless something answered then.
        self.since = since if evidence.earlier else first
        self.length = max((self.until - self.since).total_seconds(), 1.0)

    def share(self, at: str) -> float:
        passed = (_moment(at) - self.since).total_seconds()
        return min(max(passed / self.length, 0.0), 1.0)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        pattern = "%Y-%m-%d" if self.length > 5 * 86_400 else "%m-%d %H:%M"
        step = (self.until - self.since) / 4
        return [(at / 4, f"{self.since + at * step:{pattern}}") for at in range(5)]


def _lane(
    rows: Sequence[ReleaseFact], found: dict[str, Standing], scale: _Scale
) -> Swimlane:
    stays = []
    for one in rows:
        began = one.reached("Healthy")
        if began is not None:
            ended = one.reached("Replaced") or one.reached("Stopped")
            end = scale.share(ended.at) if ended else 1.0
            full = f"{one.version} · {found[one.id].word.lower()}"
            words = (full, one.version, f"_{one.version.rpartition('_')[2]}")
            tone = found[one.id].tone
            stays.append(Stay(scale.share(began.at), end, words, tone))
    arrivals = tuple(
        Arrival(scale.share(one.at), str(one.number), _sign(one, found[one.id]))
        for one in rows
        if _moment(one.at) >= scale.since
    )
    place = f"{rows[0].environment}, {counted(len(rows), 'release')}"
    return Swimlane(rows[0].deployment, place, tuple(stays), arrivals)


def _sign(release: ReleaseFact, standing: Standing) -> str:
    return "not_met" if release.reached("Failed") else standing.tone


def _told(lanes: Sequence[Sequence[ReleaseFact]], found: dict[str, Standing]) -> str:
    """The figure in words, for those who hear it."""
    return " ".join(
        f"{rows[0].deployment} in {rows[0].environment}: "
        + "; ".join(
            f"release {one.number}, {one.version}, asked for {one.at}, "
            f"{found[one.id].word.lower()}, now {one.state}"
            for one in rows
        )
        + "."
        for rows in lanes[:MAX_LANES]
    )


def _moment(words: str) -> datetime:
    return datetime.strptime(words, STAMP)  # noqa: DTZ007 - all of them are UTC
