"""The second half of the dossier: where the version ran, and what people said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.dossier.evidence import DossierEvidence, ReleaseFact
from reports.pdf import blocks, fonts
from reports.pdf.marks import Chip
from reports.pdf.tables import Column, Table
from reports.pdf.timeline import Lane, Span, Timeline

STAMP: Final = "%Y-%m-%d %H:%M:%S UTC"
RELEASES: Final = (
    Column("Deployment", 74, fonts.MEDIUM),
    Column("Env.", 36),
    Column("No.", 28, align="right"),
    Column("Step", 52),
    Column("Version", 82),
    Column("When (UTC), who", 70),
    Column("Why", layout.WIDTH - 74 - 36 - 28 - 52 - 82 - 70 - 64),
    Column("State", 64),
)
NO_RELEASE: Final = "There is no release: nobody to name and no reason to show."
TONES: Final = {"healthy": "met", "failed": "not_met"}


def releases(evidence: DossierEvidence) -> list[Flowable]:
    found = evidence.releases
    if not found:
        return layout.section(
            5, "Deployments and releases", "The version has not been deployed [E10].",
            blocks.paragraph(NO_RELEASE),
        )  # fmt: skip
    answer = (
        "Where the version ran, and who put it there or took it away, and why [E10]."
    )
    return layout.section(
        5,
        "Deployments and releases",
        answer,
        *timeline(found, evidence.issue.generated_at),
        blocks.table_title("Releases on the deployments that carried this version"),
        Table(RELEASES, [_row(release) for release in found]),
    )


def _row(release: ReleaseFact) -> tuple[str | Chip, ...]:
    tone = TONES.get(release.state.lower(), "none")
    return (
        release.deployment,
        release.environment,
        str(release.number),
        release.kind,
        release.version,
        f"{release.at.removesuffix(' UTC')} {release.who}",
        release.why or "no reason recorded",
        Chip(tone, release.state),
    )


def timeline(found: Sequence[ReleaseFact], until: str) -> list[Flowable]:
    """Each release as long as it answered; one that never did is not drawn."""
    answering = [release for release in found if release.answered]
    if not answering:
        return []
    first, last = _moment(min(r.answered for r in answering)), _moment(until)
    length = (last - first).total_seconds()
    if length <= 0:
        return []
    lanes: dict[str, list[ReleaseFact]] = {}
    for release in sorted(answering, key=lambda r: (r.answered, r.number)):
        name = f"{release.deployment} {release.environment}"
        lanes.setdefault(name, []).append(release)

    def share(at: str) -> float:
        return min(max((_moment(at) - first).total_seconds() / length, 0.0), 1.0)

    def span(one: ReleaseFact) -> Span:
        end = share(one.ended) if one.ended else 1.0
        return Span(share(one.answered), end, one.version, one.mine)

    drawn = [Lane(name, tuple(map(span, row))) for name, row in lanes.items()]
    ticks = [(0.0, f"{first:%Y-%m-%d %H:%M}"), (1.0, f"{last:%Y-%m-%d %H:%M}")]
    return [
        blocks.table_title("When releases answered; this version is the dark one"),
        Timeline(drawn, ticks),
    ]


def _moment(words: str) -> datetime:
    return datetime.strptime(words, STAMP)  # noqa: DTZ007 - all of them are UTC


def comments(evidence: DossierEvidence) -> list[Flowable]:
    if not evidence.comments:
        nothing = blocks.paragraph("Nobody has commented on this version.")
        return layout.section(6, "Comments", "None yet [E08].", nothing)
    content: list[Flowable] = []
    for comment in evidence.comments:
        content.append(blocks.table_title(f"{comment.who}, {comment.at}"))
        content.append(blocks.paragraph(comment.text))
    total = evidence.comments_in_all
    answer = f"What people wrote, oldest first; {total:,} in all [E08]."
    return layout.section(
        6, "Comments", answer, *content, *_cut(len(evidence.comments), total)
    )


def events(evidence: DossierEvidence) -> list[Flowable]:
    answer = "Entries about this version, oldest first, each with its digest [E11]."
    shown = len(evidence.events)
    table = layout.event_table(evidence.events)
    rest = _cut(shown, evidence.events_in_all)
    return layout.section(7, "Events", answer, table, *rest)


def _cut(shown: int, total: int) -> list[Flowable]:
    """Says so when not all are printed."""
    if shown == total:
        return []
    return [blocks.caption(f"The first {shown:,} of {total:,} are printed.")]
