"""What this version measures, beside what the former one measured."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.dossier import metrics as reading
from reports.documents.validation.evidence import MetricFact, ValidationEvidence
from reports.documents.validation.findings import is_worse
from reports.pdf import blocks, fonts
from reports.pdf.charts import Pair, PairedBars
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
MAX_BARS: Final = 8
METRICS: Final = (
    Column("Metric", WIDTH - 250, fonts.MEDIUM),
    Column("Former", 80, align="right"),
    Column("This version", 80, align="right"),
    Column("Against it", 90),
)


def comparison(evidence: ValidationEvidence) -> list[Flowable]:
    title = "Comparison with the former version"
    answer = f"Each metric as logged, beside {evidence.former} [E04]."
    if not evidence.former:
        answer = "Each metric as logged; the version is the first of its model [E04]."
    if not evidence.metrics:
        row = ("No metric", "none", "none", Chip("no_evidence"))
        return layout.section(4, title, answer, Table(METRICS, [row]))
    rows = [_metric_row(metric) for metric in evidence.metrics]
    words = (
        "Of losses and errors less is better, of every other metric more. Metrics are "
        "what the builders logged; the tests above say what validators measured."
    )
    table = Table(METRICS, rows)
    caption = blocks.caption(words)
    return layout.section(4, title, answer, *_bars(evidence), caption, table)


def _metric_row(metric: MetricFact) -> tuple[Cell, ...]:
    chip = Chip("met", "Not worse")
    if not metric.now:
        chip = Chip("no_evidence")
    elif not metric.former:
        chip = Chip("none", "New")
    elif is_worse(metric):
        chip = Chip("condition", "Worse")
    return metric.name, metric.former or "none", metric.now or "none", chip


def _bars(evidence: ValidationEvidence) -> list[Flowable]:
    pairs = [
        Pair(reading.words(one.name), now, one.now, former, one.former)
        for one in evidence.metrics
        if reading.more_is_better(one.name)
        and (now := reading.share(one.now)) is not None
        and (former := reading.share(one.former)) is not None
    ]
    if not pairs:
        return []
    names = ("this version", evidence.former)
    title = blocks.table_title("Scores between 0 and 1, more is better")
    return [title, PairedBars(pairs[:MAX_BARS], names)]
