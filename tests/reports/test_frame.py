"""What every kind of report has: page two, changes, requirements, signatures."""

from dataclasses import replace
from typing import Any

import pytest

from governance.models import User
from registry.models import Project, Version
from registry.operations.add_comment import add_comment
from reports.documents.catalogue import BY_CODE, KINDS
from reports.documents.closing import TITLES, differences, standing
from reports.documents.kind import Kind
from reports.storage import report_files
from tests import make
from tests.reports import building, reading, samples
from tests.reports.kinds import EVIDENCE

EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)


def evidence_of(kind: Kind, **changed: Any) -> Any:
    """The sample of a kind, with another issue."""
    found = EVIDENCE[kind.code]()
    return replace(found, issue=replace(found.issue, **changed))


@EACH
def test_the_sections_are_those_that_requirements_can_name(kind: Kind) -> None:
    pdf = kind.render(evidence_of(kind))
    titles = [" ".join(title.split()) for title in reading.bookmarks(pdf)][1:]
    named = [f"{n} {t}" for n, t in enumerate((*kind.sections, *TITLES), start=1)]
    assert titles == named


@EACH
def test_the_same_evidence_gives_the_same_bytes(kind: Kind) -> None:
    assert kind.render(evidence_of(kind)) == kind.render(evidence_of(kind))


@EACH
def test_page_two_says_what_it_rests_on_and_how_to_read_it(kind: Kind) -> None:
    pdf = kind.render(evidence_of(kind, period="2026-11-01 to 2026-11-22"))
    assert reading.tells(
        pdf,
        "Entry 18,440 of 2026-11-23 08:00:00 UTC, 30 min before this was built",
        "2026-11-01 to 2026-11-22",
        "Compliance officer on this project, granted by builder.",
        "This is evidence, not legal advice.",
        "Nothing was found that could show it. This lowers the verdict.",
        "Confidential, keep until 2036-11-23",
    )


@EACH
def test_requirements_stand_with_their_place_and_their_dates(kind: Kind) -> None:
    assert reading.tells(
        kind.render(evidence_of(kind)),
        "Independent validation with effective challenge. Replaced.",
        "Rescinded 2026-04-17",
        "In force since 2026-04-17",
        "Applies from 2027-12-02",
        f"Revision 2 of the requirements, SHA-256 {samples.digest('requirements')}",
        "I have checked it against its evidence.",
    )


@EACH
def test_a_first_issue_says_so(kind: Kind) -> None:
    pdf = kind.render(evidence_of(kind))
    assert reading.tells(pdf, "This is the first issue of this report")


@EACH
def test_a_former_issue_that_cannot_be_read_is_said_so(kind: Kind) -> None:
    period = evidence_of(kind).issue.period
    former = replace(
        samples.FORMER, unreadable="its evidence file is missing", period=period
    )
    pdf = kind.render(evidence_of(kind, former=former, revision=3))
    assert reading.tells(
        pdf,
        "3, supersedes HM-DOS-2026-00C0FFEE of 2026-10-01",
        "It cannot be compared: its evidence file is missing.",
    )


def test_what_changed_is_named_and_what_did_not_is_not() -> None:
    kind = BY_CODE["dossier"]
    now = evidence_of(kind)
    checks, counts = kind.findings(now), kind.counts(now)
    told = tuple((check.area, check.tone) for check in checks)
    former = replace(samples.FORMER, checks=told, counts=counts)
    assert differences(former, now.issue, checks, counts) == []
    worse = (("Identity", "not_met"), *told[1:])
    former = replace(former, checks=worse, counts=(("Comments", "7"), *counts[:4]))
    rows = differences(former, now.issue, checks, counts)
    assert [row[0] for row in rows] == [
        "Check: Identity",
        "Comments",
        "Entries about it",
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-04-16", "In force since 2011-04-04"),
        ("2026-04-17", "Rescinded 2026-04-17"),
        ("2011-04-03", "Applies from 2011-04-04"),
    ],
)
def test_a_requirement_counts_by_its_dates(day: str, words: str) -> None:
    assert standing(samples.CLAUSES[1], day) == words


def test_the_second_issue_is_compared_with_the_first(
    officer: User, validator: User, version: Version
) -> None:
    first = building.run(building.ask_dossier(officer, version))
    add_comment(actor=validator, subject=version, text="Which runs were held back?")
    second = building.run(building.ask_dossier(officer, version))
    assert reading.tells(
        building.content(second, "pdf"),
        f"2, supersedes {first.number}",
        f"Compared with {first.number}",
        "Evidence of the former issue, SHA-256",
        first.evidence_sha256,
        "Comments01",
    )


def test_an_issue_about_something_else_is_no_former_one(
    officer: User, version: Version, project: Project
) -> None:
    building.run(building.ask_dossier(officer, version))
    trail = building.run(building.ask_trail(officer, project))
    assert reading.tells(building.content(trail, "pdf"), "1, the first")


def test_a_missing_file_of_the_former_issue_ends_nothing(
    officer: User, version: Version
) -> None:
    first = building.run(building.ask_dossier(officer, version))
    path = report_files().local_path(first.evidence_sha256)
    path.unlink()
    second = building.run(building.ask_dossier(officer, version))
    assert second.state == "done"
    assert reading.tells(
        building.content(second, "pdf"), "its evidence file is missing"
    )


def test_an_altered_file_of_the_former_issue_is_not_compared(
    officer: User, version: Version
) -> None:
    first = building.run(building.ask_dossier(officer, version))
    path = report_files().local_path(first.evidence_sha256)
    path.chmod(0o644)
    path.write_bytes(b"{}")
    second = building.run(building.ask_dossier(officer, version))
    words = "its evidence file no longer has its digest"
    assert reading.tells(building.content(second, "pdf"), words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("officer", "Compliance officer on this project"),
        ("auditor", "Auditor on the site"),
    ],
)
def test_it_says_by_which_right_it_was_asked_for_and_whose_data_it_holds(
    people: dict[str, User], version: Version, name: str, words: str
) -> None:
    built = building.run(building.ask_dossier(people[name], version))
    assert reading.tells(
        building.content(built, "pdf"),
        f"{name} asked for it. {words}",
        "It holds what the project holds, whoever asks for it.",
        "Entries of other projects and of the whole site are neither shown nor",
    )


def test_the_reason_stays_in_the_ledger_when_it_is_long(
    officer: User, version: Version
) -> None:
    long = f"{make.WHY} " * 12
    built = building.run(building.ask_dossier(officer, version, reason=long.strip()))
    assert reading.tells(building.content(built, "pdf"), "more characters")
