"""Take a file of a report away."""

from dataclasses import dataclass

from governance.actions import Action
from governance.exceptions import IllegalMove, NotVisible
from governance.models import User
from governance.recording import governed
from registry.storage import digest_of
from reports.models import Report, ReportFile
from reports.storage import report_files


@dataclass(frozen=True)
class Download:
    """A file on its way out."""

    name: str
    media_type: str
    content: bytes
    sha256: str


def download_report(*, actor: User, report: Report, role: str) -> Download:
    """The bytes of one file, after the entry that says who took them.

    Refuses a role that the report has no file for, and a file whose bytes no longer
    have the digest they were sealed with.
    """
    file = ReportFile.objects.filter(report=report, role=role).first()
    if file is None:
        raise NotVisible("The report has no such file.")
    content = checked(file)  # outside the transaction: other writers do not wait
    with governed(actor, Action.REPORT_DOWNLOADED, report) as record:
        record.change("file", None, file.name)
        record.hash(file.role, file.sha256)
    return Download(file.name, file.media_type, content, file.sha256)


def checked(file: ReportFile) -> bytes:
    """Read and hash before the entry: what was not handed out is not in the ledger."""
    try:
        with report_files().open(file.sha256) as stored:
            content = stored.read()
    except FileNotFoundError as error:
        raise IllegalMove(f"The file {file.name} is missing from its store.") from error
    if digest_of([content]) != file.sha256:
        raise IllegalMove(
            f"The file {file.name} no longer has the digest it was sealed with."
        )
    return content
