"""Take a file of a report away."""

from dataclasses import dataclass

from governance.actions import Action
from governance.exceptions import NotVisible
from governance.models import User
from governance.recording import governed
from reports.models import Report, ReportFile
from reports.storage import content_of


@dataclass(frozen=True)
class Download:
    """A file on its way out."""

    name: str
    media_type: str
    content: bytes
    sha256: str


def download_report(*, actor: User, report: Report, role: str) -> Download:
    """The bytes of one file, after the entry that says who took them.

    Refuses a role that the report has no file for, files that were removed after their
    time, and a file whose bytes no longer have the digest they were sealed with.
    """
    files = ReportFile.objects.select_related("report")
    file = files.filter(report=report, role=role).first()
    if file is None:
        raise NotVisible("The report has no such file.")
    content = content_of(file)  # outside the transaction: other writers do not wait
    with governed(actor, Action.REPORT_DOWNLOADED, report) as record:
        record.change("file", None, file.name)
        record.hash(file.role, file.sha256)
    return Download(file.name, file.media_type, content, file.sha256)
