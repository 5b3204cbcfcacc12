"""Take one table of a report away."""

from collections.abc import Callable
from typing import Final

from governance.actions import Action
from governance.exceptions import NotVisible
from governance.models import User
from governance.recording import governed
from registry.storage import digest_of
from reports.documents.tables_of import Table, as_csv, as_json
from reports.evidence_tables import evidence_of, table
from reports.models import Report
from reports.operations.download_report import Download

FORMATS: Final[dict[str, tuple[str, Callable[[Table], bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
}


def download_table(*, actor: User, report: Report, name: str, form: str) -> Download:
    """A table as CSV or JSON, after the entry that says who took it.

    Refuses a table or a format that there is not, and evidence that is not what was
    sealed.
    """
    if form not in FORMATS:
        raise NotVisible("A table comes as csv or json.")
    media_type, write = FORMATS[form]
    content = write(table(evidence_of(report), name))
    file, digest = f"{report.number}.{name}.{form}", digest_of([content])
    with governed(actor, Action.REPORT_DOWNLOADED, report) as record:
        record.change("file", None, file)
        record.hash("table", digest)
    return Download(file, media_type, content, digest)
