"""How long the files of a report are kept."""

from datetime import datetime

from django.conf import settings

from reports.calendar import years_later
from reports.documents.catalogue import BY_CODE


def retain_until(kind: str, built_at: datetime) -> datetime:
    """The longer of what the kind asks for and what the setting says.

    Written into the report's row when it is built. Later changes of the setting count
    for later reports, and the database refuses an earlier day.
    """
    asked = BY_CODE[kind].years_kept if kind in BY_CODE else 0
    return years_later(built_at, max(asked, settings.REPORT_RETENTION_YEARS))
