"""The tables of a finished report, read from its sealed evidence."""

import json
from typing import Any

from governance.exceptions import NotVisible
from reports.documents.catalogue import BY_CODE
from reports.documents.checks import Check
from reports.documents.reading_back import UnreadableError, read
from reports.documents.tables_of import Table, tables_of
from reports.models import Report, ReportFile
from reports.storage import content_of


def evidence_of(report: Report) -> bytes:
    """The sealed evidence; NotVisible while there is none. See `content_of`."""
    files = ReportFile.objects.select_related("report")
    file = files.filter(report=report, role=ReportFile.Role.EVIDENCE).first()
    if file is None:
        raise NotVisible("The report is not built.")
    return content_of(file)


def tables(evidence: bytes) -> tuple[Table, ...]:
    """Every table; evidence of a kind that is gone has them too."""
    value: dict[str, Any] = json.loads(evidence)
    kind = BY_CODE.get(value.get("kind", ""))
    return tables_of(value, kind.evidence if kind else None)


def table(evidence: bytes, name: str) -> Table:
    """One table by its name."""
    found = next((each for each in tables(evidence) if each.name == name), None)
    if found is None:
        raise NotVisible("The report has no such table.")
    return found


def checks(evidence: bytes) -> tuple[Check, ...]:
    """What the report checked; none where this product no longer reads its evidence."""
    try:
        kind, found = read(evidence)
    except UnreadableError:
        return ()
    return kind.findings(found)
