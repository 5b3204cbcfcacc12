"""Note that the files of a report go, when its time is over."""

from django.utils import timezone

from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import User
from governance.recording import governed
from reports.models import Report


def remove_report_files(*, actor: User, report: Report) -> Report:
    """Give up the files of a report; its row, its digests and its entries stay.

    For the system account that then takes the bytes away. Refuses a report without
    files, one that is on hold and one whose retention is not over.
    """
    with governed(actor, Action.REPORT_FILES_REMOVED, report) as record:
        row: Report = record.subject
        now = timezone.now()
        if row.retain_until is None or row.files_removed_at:
            raise IllegalMove(f"{row} has no files.")
        if row.hold is not None:
            raise IllegalMove(f"{row} is on hold.")
        if row.retain_until > now:
            raise IllegalMove(f"{row} is kept until {row.retain_until:%Y-%m-%d}.")
        record.change("retain_until", row.retain_until.isoformat(), None)
        for file in row.files.all():
            record.hash(file.role, file.sha256)
        row.files_removed_at = now
        row.save(update_fields=["files_removed_at"])
    return row
