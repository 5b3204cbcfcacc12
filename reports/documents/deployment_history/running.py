"""R4's states with their seconds, and what each change changed."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.deployment_history.evidence import (
    DeploymentEvidence,
    DifferenceFact,
    DifferenceRow,
)
from reports.documents.deployment_history.findings import warm_up
from reports.documents.deployment_history.releases import (
    NOTHING,
    PRINTED,
    WIDTH,
    cut,
)
from reports.documents.release_facts import ReleaseFact
from reports.documents.wording import begun, counted
from reports.pdf import blocks, fonts
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

MAX_CHIP: Final = 22  # characters
DETAILED: Final = 100  # changes whose differences are printed
STATES: Final = (
    Column("Release", 92, fonts.MEDIUM),
    Column("Preparing s", 52, align="right"),
    Column("Launching s", 52, align="right"),
    Column("To Healthy s", 54, align="right"),
    Column("Healthy for", 52, align="right"),
    Column("At the end", 66),
    Column("Warm-up result", WIDTH - 92 - 52 - 52 - 54 - 52 - 66),
)
DIFFERENCE: Final = (
    Column("Part", 110, fonts.MEDIUM),
    Column("Before", 132),
    Column("After", 132),
    Column("Difference", WIDTH - 110 - 132 - 132),
)
TONES: Final = {"Healthy": "met", "Failed": "not_met"}


def states(evidence: DeploymentEvidence) -> list[Flowable]:
    """How long each release spent in each state."""
    answer = "How long each release took, state by state, and its warm-up [E02]."
    rows, title = evidence.releases[:PRINTED], "States and warm-up"
    if not rows:
        return layout.section(4, title, answer, blocks.paragraph(NOTHING))
    table = Table(STATES, [_states(one) for one in rows])
    return layout.section(4, title, answer, table, *cut(len(evidence.releases)))


def _states(release: ReleaseFact) -> tuple[Cell, ...]:
    healthy = release.reached("Healthy")
    lasted = healthy.milliseconds if healthy else None
    return (
        f"{release.environment} {release.name}",
        _in(release, "Preparing"),
        _in(release, "Launching"),
        seconds(release.to_healthy),
        long(lasted) if lasted is not None else "goes on" if healthy else "never",
        Chip(TONES.get(release.state, "none"), release.state),
        (warm_up(release) or "no evidence") if healthy else "it never answered",
    )


def _in(release: ReleaseFact, state: str) -> str:
    found = release.reached(state)
    return seconds(found.milliseconds if found else None)


def seconds(milliseconds: int | None) -> str:
    """Seconds with two decimals; a dash for what was not measured."""
    if milliseconds is None:
        return "\N{EN DASH}"
    return f"{milliseconds / 1000:,.2f}"


def long(milliseconds: int) -> str:
    """The two largest units: a release may answer for months."""
    minutes, rest = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days:,} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s"


def differences(evidence: DeploymentEvidence) -> list[Flowable]:
    """Metrics, data, parameters and environment, before and after."""
    answer = "The version that answered against the one that came [E04]."
    named = {one.id: one for one in evidence.releases}
    content: list[Flowable] = []
    for fact in evidence.differences[:DETAILED]:
        content += _difference(named[fact.release], fact)
    if not content:
        words = "No release of the period took the place of another version."
        content.append(blocks.paragraph(words))
    if len(evidence.differences) > DETAILED:
        total = len(evidence.differences)
        words = f"The first {DETAILED:,} of {total:,}; the evidence file has all."
        content.append(blocks.caption(words))
    return layout.section(7, "What each change changed", answer, *content)


def _difference(release: ReleaseFact, fact: DifferenceFact) -> list[Flowable]:
    title = (
        f"{release.name}, {release.environment}: {release.before} to {release.version}"
    )
    same = begun(f"{counted(fact.same, 'further part')} the same.")
    note = f"Snapshot before {fact.before}\nSnapshot after {fact.after}\n{same}"
    rows = [(row.part, row.before, row.after, _words(row)) for row in fact.rows]
    content = [Table(DIFFERENCE, rows)] if rows else []
    return [blocks.table_title(title), *content, blocks.caption(note)]


def _words(row: DifferenceRow) -> Cell:
    """Drawn with its shape where that fits; the words say better or worse anyway."""
    is_short = len(row.words) <= MAX_CHIP
    told = is_short and row.tone in {"met", "condition"}
    return Chip(row.tone, row.words) if told else row.words
