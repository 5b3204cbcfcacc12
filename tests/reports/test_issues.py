"""Which report supersedes which: cover and page follow one rule."""

from datetime import date

import pytest

from governance.models import User
from registry.models import Project, Version
from reports import issues
from reports.calendar import Days
from reports.models import Report
from reports.queries import reports_for
from reports.verification import replaced_by
from tests import make
from tests.reports import building, reading

SEPTEMBER = Days(date(2026, 9, 1), date(2026, 9, 30))
OCTOBER = Days(date(2026, 10, 1), date(2026, 10, 31))
YEAR = Days(date(2026, 1, 1), date(2026, 10, 31))
small = pytest.mark.usefixtures("drawn_small")


def trail(officer: User, project: Project, days: Days) -> Report:
    return building.run(building.ask_trail(officer, project, days=days))


def superseded(officer: User) -> dict[str, str | None]:
    """What the page says of each report, by number."""
    return {row.number: row.superseded_by for row in reports_for(officer)}  # type: ignore[attr-defined]


@small
def test_the_next_month_follows_and_supersedes_nothing(
    officer: User, project: Project
) -> None:
    september = trail(officer, project, SEPTEMBER)
    october = trail(officer, project, OCTOBER)
    assert issues.former_issue(october) == september
    assert not issues.superseded_by(october).exists()
    assert issues.former_issue(september) is None
    assert set(superseded(officer).values()) == {None}


@small
def test_the_same_month_again_supersedes_though_others_came_between(
    officer: User, project: Project
) -> None:
    first = trail(officer, project, OCTOBER)
    trail(officer, project, YEAR)
    second = trail(officer, project, OCTOBER)
    third = trail(officer, project, OCTOBER)
    assert issues.former_issue(second) == first
    assert issues.former_issue(third) == second
    told = superseded(officer)
    assert told[first.number] == told[second.number] == third.number
    assert told[third.number] is None
    assert replaced_by(first) == third.number
    assert replaced_by(third) == ""


@small
def test_an_older_month_is_not_compared_with_a_later_one(
    officer: User, project: Project
) -> None:
    trail(officer, project, OCTOBER)
    assert issues.former_issue(trail(officer, project, SEPTEMBER)) is None


@small
def test_another_kind_or_project_is_another_document(
    officer: User, builder: User, version: Version
) -> None:
    building.run(building.ask_dossier(officer, version))
    other = make.project(builder, "another rig")
    make.share(builder, other, "officer", "officer")
    trail(officer, version.project, OCTOBER)
    assert issues.former_issue(trail(officer, other, OCTOBER)) is None


def test_the_cover_says_follows_or_supersedes_as_the_page_does(
    officer: User, project: Project
) -> None:
    september = trail(officer, project, SEPTEMBER)
    october = trail(officer, project, OCTOBER)
    again = trail(officer, project, OCTOBER)
    assert reading.tells(
        building.content(october, "pdf"), f"1, follows {september.number}"
    )
    assert reading.tells(
        building.content(again, "pdf"), f"2, supersedes {october.number}"
    )
