"""The first half of the validation report: the answer, who, and what was tested."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.dossier import metrics as reading
from reports.documents.validation.evidence import (
    MetricFact,
    TestFact,
    ValidationEvidence,
)
from reports.documents.validation.findings import RULE, findings, is_worse
from reports.documents.wording import listed
from reports.pdf import blocks, fonts, text
from reports.pdf.blocks import Tile, Tiles
from reports.pdf.charts import Pair, PairedBars
from reports.pdf.facts import Facts
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
MAX_BARS: Final = 8
PEOPLE: Final = (
    Column("Person", 150, fonts.MEDIUM),
    Column("Part", WIDTH - 150 - 90),
    Column("Apart", 90),
)
TESTS: Final = (
    Column("No.", 26, align="right"),
    Column("Test", 108, fonts.MEDIUM),
    Column("Expected", 108),
    Column("Found", WIDTH - 26 - 108 - 108 - 62 - 70),
    Column("Result", 70),
    Column("By, entry", 62),
)
ACTS: Final = (
    Column("Test", 34, align="right"),
    Column("When, who", WIDTH - 34 - 54 - 280),
    Column("Entry", 54, align="right"),
    Column("Digest of the entry", 280, fonts.MONO),
)
METRICS: Final = (
    Column("Metric", WIDTH - 250, fonts.MEDIUM),
    Column("Former", 80, align="right"),
    Column("This version", 80, align="right"),
    Column("Against it", 90),
)
OUTCOMES: Final = {
    "Passed": Chip("met", "Passed"),
    "Failed": Chip("not_met", "Failed"),
    "Not applicable": Chip("none", "Not appl."),
}
WHO_BUILT: Final = (
    "Built means: authored the version, what it continues, its experiments or its "
    "data, an older version by the same recipe, or the same bytes before it. "
    "Validated means: opened the validation, recorded a result, raised or closed a "
    "finding, or gave the verdict. The product refuses whoever built."
)


def summary(evidence: ValidationEvidence) -> list[Flowable]:
    tests, found = evidence.tests, evidence.findings
    done = sum(bool(test.outcome) for test in tests)
    failed = sum(test.outcome == "Failed" for test in tests)
    still = sum(one.is_open for one in found)
    tiles = (
        Tile(
            "Tests with a result",
            f"{done} / {len(tests)}",
            f"{failed} failed",
            "met" if tests and done == len(tests) and not failed else "condition",
        ),
        Tile(
            "Findings open",
            f"{still} / {len(found)}",
            "raised in this validation",
            "condition" if still else "met",
        ),
        Tile("Built by", text.number(len(evidence.builders)), "people in the lineage"),
        Tile(
            "Built and validated",
            text.number(len(evidence.common)),
            "must be nobody",
            "not_met" if evidence.common else "met",
        ),
    )
    return layout.section(
        1,
        "Summary",
        "Whether people who built nothing of it judged this version, and how.",
        Tiles(tiles),
        blocks.subtitle("What was validated"),
        Facts(_subject(evidence)),
        *layout.check_table(findings(evidence), RULE),
    )


def _subject(evidence: ValidationEvidence) -> list[tuple[str, str]]:
    version, validation = evidence.version, evidence.validation
    told = [
        ("Version", version.label),
        ("Manifest digest", version.digest),
        ("Rebuilt from parts", version.rebuilt or "could not be rebuilt"),
        ("Project", f"{version.project} ({version.project_id})"),
        ("Registered", f"{version.registered_at} by {version.registered_by}"),
    ]
    if validation is None:
        return [*told, ("Validation", "No validation was opened")]
    opened = f"{validation.opened_at} by {validation.opened_by}"
    return [
        *told,
        ("Validation", f"of {validation.of}, opened {opened}"),
        ("Its entry", f"{validation.opening.entry}, {validation.opening.digest}"),
        ("Plan", validation.plan),
        ("Digest of the plan", validation.plan_sha256 or "not known here"),
        ("Closed", validation.closed_at or "still open"),
    ]


def independence(evidence: ValidationEvidence) -> list[Flowable]:
    answer = "Everybody who built, everybody who validated, and who did both [E02]."
    both = set(evidence.common)
    rows: list[tuple[Cell, ...]] = []
    for people, part in (
        (evidence.builders, "Built in the lineage"),
        (evidence.validators, "Validated"),
    ):
        rows += [
            (
                who,
                part,
                Chip("not_met", "Both") if who in both else Chip("met", "Apart"),
            )
            for who in people
        ]
        if not people:
            rows.append(("Nobody", part, Chip("no_evidence")))
    caption = blocks.caption(WHO_BUILT)
    return layout.section(2, "Independence", answer, caption, Table(PEOPLE, rows))


def tests(evidence: ValidationEvidence) -> list[Flowable]:
    answer = "What was looked at, what was expected, and what was found [E03]."
    rows = [_test_row(test) for test in evidence.tests]
    if not rows:
        none = Chip("no_evidence")
        rows = [("0", "No test", "is planned", "nothing", none, "nobody")]
    words = (
        "The last result of a test counts; earlier ones stay in the ledger. Tests of "
        "the plan were laid down by the entry that opened the validation."
    )
    content: list[Flowable] = [blocks.caption(words), Table(TESTS, rows)]
    acts = [_act_row(test) for test in evidence.tests if test.outcome]
    if acts:
        content += [blocks.table_title("Entries of the results"), Table(ACTS, acts)]
    return layout.section(3, "Tests", answer, *content)


def _test_row(test: TestFact) -> tuple[Cell, ...]:
    chip = OUTCOMES.get(test.outcome, Chip("no_evidence"))
    again = f" ({test.results} results)" if test.results > 1 else ""
    return (
        str(test.number),
        f"{test.area}: {test.title}",
        test.expected,
        test.actual or "No result",
        chip,
        f"{test.by}, {test.act.entry}{again}" if test.outcome else "nobody",
    )


def _act_row(test: TestFact) -> tuple[Cell, ...]:
    who = f"{test.at} {test.by}"
    return str(test.number), who, test.act.entry, test.act.digest or "none"


def comparison(evidence: ValidationEvidence) -> list[Flowable]:
    title = "Comparison with the former version"
    former = evidence.former or "nothing: it is the first of its model"
    answer = f"Each metric as logged, beside {former} [E04]."
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
    names = ("this version", listed([evidence.former]))
    title = blocks.table_title("Scores between 0 and 1, more is better")
    return [title, PairedBars(pairs[:MAX_BARS], names)]
