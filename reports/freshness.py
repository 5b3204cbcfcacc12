"""How old a finished report has become: what the ledger got since it was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from governance.models import Entry
from reports.models import Report

MOST: Final = 1_000  # entries counted; more are "1,000 or more"
# What asks for, builds and hands out reports makes none of them old.
OWN: Final = ("report", "report_schedule")


@dataclass(frozen=True)
class Freshness:
    """One word for the page, and how many entries came since."""

    word: str
    since: int = 0

    @property
    def is_capped(self) -> bool:
        return self.since >= MOST


def freshness(reports: Sequence[Report]) -> dict[UUID, Freshness]:
    """By report, in one query; nothing for those that are not built."""
    built = [report for report in reports if report.built_at]
    asked = [(r.project_id, r.entry_mark) for r in built if r.entry_mark is not None]
    counts = iter(_counted(asked))
    return {
        report.pk: _told(report, next(counts) if report.entry_mark is not None else 0)
        for report in built
    }


def _told(report: Report, since: int) -> Freshness:
    if report.is_closed:
        return Freshness("Closed period")
    if report.entry_mark is None:
        return Freshness("Not known")
    return Freshness("Behind" if since else "Current", since)


def _counted(asked: Sequence[tuple[UUID, int]]) -> list[int]:
    """How many entries of each project came after an entry, at most MOST."""
    if not asked:
        return []
    field = Entry._meta.get_field("project_id")  # noqa: SLF001 - Django's documented name
    values = [
        value
        for project, mark in asked
        for value in (field.get_db_prep_value(project, connection), mark, *OWN, MOST)
    ]
    one = (
        "(SELECT count(*) FROM (SELECT 1 FROM governance_entry WHERE project_id = %s "
        "AND id > %s AND object_type NOT IN (%s, %s) LIMIT %s) AS newer)"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([one] * len(asked))}", values)
        return [int(count) for count in cursor.fetchone()]
