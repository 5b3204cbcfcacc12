"""How good the version is: measured on groups held back, shuffled beside it."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.dossier import metrics
from reports.documents.dossier.evidence import DossierEvidence, KeyValues
from reports.documents.dossier.sections import KEYS, WIDTH
from reports.pdf import blocks, fonts
from reports.pdf.charts import Pair, PairedBars
from reports.pdf.confusion import Confusion
from reports.pdf.tables import Column, Table

METRICS: Final = (
    Column("Metric", WIDTH - 180, fonts.MEDIUM),
    Column("Grouped", 90, align="right"),
    Column("Shuffled", 90, align="right"),
)


def performance(evidence: DossierEvidence) -> list[Flowable]:
    pairs = metrics.grouped_and_shuffled(evidence.metrics)
    answer = (
        "Each metric as measured on groups held back, and shuffled beside it [E06]."
    )
    if not pairs:
        return layout.section(
            3, "Performance", "What was measured [E06].", *_single(evidence)
        )
    return layout.section(
        3,
        "Performance",
        answer,
        *_bars(pairs),
        blocks.table_title("Metrics, as logged"),
        Table(METRICS, pairs),
        blocks.caption(metrics.MEANING),
        *_others(evidence.metrics, pairs),
        *_confusion(evidence.metadata),
    )


def _single(evidence: DossierEvidence) -> list[Flowable]:
    if not evidence.metrics:
        return [blocks.paragraph("No metric is recorded.")]
    return [Table(KEYS, evidence.metrics), blocks.caption(metrics.MEANING)]


def _bars(pairs: tuple[tuple[str, str, str], ...]) -> list[Flowable]:
    drawn = [
        Pair(metrics.words(name), first, grouped, second, shuffled)
        for name, grouped, shuffled in pairs
        if metrics.more_is_better(name)
        and (first := metrics.share(grouped)) is not None
        and (second := metrics.share(shuffled)) is not None
    ]
    if not drawn:
        return []
    title = blocks.table_title("Scores between 0 and 1, more is better")
    return [title, PairedBars(drawn[:8], ("grouped", "shuffled"))]


def _others(
    logged: KeyValues, pairs: tuple[tuple[str, str, str], ...]
) -> list[Flowable]:
    paired = {
        f"{way}{name}"
        for name, *_ in pairs
        for way in (metrics.GROUPED, metrics.SHUFFLED)
    }
    rest = [pair for pair in logged if pair[0] not in paired]
    return [blocks.table_title("Other metrics"), Table(KEYS, rest)] if rest else []


def _confusion(metadata: KeyValues) -> list[Flowable]:
    found = metrics.confusion(metadata)
    if found is None:
        return []
    title = blocks.table_title("Confusion on groups held back, as logged [E05]")
    return [title, Confusion(*found)]
