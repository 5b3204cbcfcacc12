"""The first half of the validation report: the answer, who, and what was tested."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.validation.evidence import (
    TestFact,
    ValidationEvidence,
)
from reports.documents.validation.findings import RULE, findings
from reports.pdf import blocks, fonts, text
from reports.pdf.blocks import Tile, Tiles
from reports.pdf.facts import Facts
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
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
