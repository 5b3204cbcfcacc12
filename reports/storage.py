"""Where sealed reports live: a content-addressed folder of their own."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from governance.exceptions import IllegalMove, Unavailable
from registry.storage import BlobStore, LocalBlobs, digest_of
from reports.models import ReportFile

MAX_FILE_BYTES = 256 * 2**20  # of one report; 100,000 entries make about 5 MB
LOCK = 0x7265_706F  # "repo"; any number that is ours
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


def report_files() -> BlobStore:
    """The store of finished files, found by their SHA-256."""
    return LocalBlobs(Path(settings.DATA_DIR) / "reports")


@contextmanager
def enough_room() -> Iterator[None]:
    """Say it in words when the disk is full. Nothing is half-stored then."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise Unavailable(
            "There is no room left to keep the report, so nothing of it was kept. "
            "Make room in the folder of the reports, then ask again."
        ) from error


def hold_still() -> None:
    """Until the transaction ends nobody else keeps or removes files of reports.

    Two reports may hold the same bytes. SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def content_of(file: ReportFile) -> bytes:
    """The bytes of a file, hashed again; IllegalMove when they are not those sealed."""
    if file.report.files_removed_at:
        day = f"{file.report.files_removed_at:%Y-%m-%d}"
        raise IllegalMove(f"The files of {file.report} were removed on {day}.")
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
