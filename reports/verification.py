"""Whether a file is a report of this server, and what has become of it since.

Whoever asks may be a stranger. They learn what stands on the file they hold, whether
this server sealed it, and the number of the document that replaced it; nothing else.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from governance.actions import Action
from governance.entry_bodies import read_body
from governance.exceptions import Unavailable
from governance.models import Entry
from reports.issues import newest_over
from reports.models import Report, ReportFile, SealCertificate
from reports.storage import report_files
from reports.verifying.judging import Judgement, Outcome
from reports.verifying.run import judged

AT_ONCE: Final = 2  # strangers' files that are judged at the same time
PIECE: Final = 2**20
PDF: Final = b"%PDF-"
NO_PDF: Final = "Cannot be judged: this is no PDF."
TITLES: Final = {
    Outcome.GENUINE: "Genuine",
    Outcome.ALTERED: "Not genuine",
    Outcome.UNCLEAR: "Unknown",
}


@dataclass(frozen=True)
class Finding:
    """What is told about a file; `report` only when this server sealed it."""

    outcome: Outcome
    words: str
    sha256: str
    number: str = ""
    report: Report | None = None
    replaced_by: str = ""

    @property
    def title(self) -> str:
        return TITLES[self.outcome]


def find(path: Path) -> Finding:
    """By its digest first; what is not known so is judged in a limited process."""
    digest = _digest(path, path.stat().st_size)
    known = _known(digest)
    if known is not None:
        return _sealed_here(known, digest)
    if not _is_pdf(path):
        return Finding(Outcome.UNCLEAR, NO_PDF, digest)
    with _one_of_few():
        judgement = judged(path, certificates())
    return _told(path, judgement, digest)


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(PDF)) == PDF


def certificates() -> list[str]:
    """The fingerprints of all certificates that ever sealed reports here."""
    return list(SealCertificate.objects.values_list("sha256", flat=True))


def find_by_digest(content: bytes) -> ReportFile | None:
    """The stored file with these bytes."""
    return _known(hashlib.sha256(content).hexdigest())


def _known(digest: str) -> ReportFile | None:
    rows = ReportFile.objects.select_related("report").filter(sha256=digest)
    return rows.order_by("pk").first()


def _sealed_here(file: ReportFile, digest: str, more: str = "") -> Finding:
    report = file.report
    kind = file.get_role_display()
    words = f"This is the {kind} of {report.number}, byte by byte as it was sealed."
    return Finding(
        Outcome.GENUINE,
        f"{words}{more}",
        digest,
        report.number,
        report,
        replaced_by(report),
    )


def _told(path: Path, judgement: Judgement, digest: str) -> Finding:
    """A person may have signed the file since; then it begins with what was sealed."""
    seal = judgement.seal
    if judgement.outcome is Outcome.GENUINE and seal:
        known = _known(_digest(path, seal.length))
        if known is not None:
            more = f" {seal.later} signatures were added to it; whose, was not asked."
            return _sealed_here(known, digest, more)
    words = judgement.words
    if judgement.outcome is Outcome.GENUINE:
        words += " The seal is this server's, though it does not list it."
    return Finding(judgement.outcome, words, digest, judgement.number)


def replaced_by(report: Report) -> str:
    """The number of the newest report that supersedes it; empty for none."""
    found = newest_over(report)
    return found.number if found else ""


def erased_since(report: Report) -> int:
    """How many values that the sealed evidence holds were erased after it was built.

    An erasure names the entry whose value went, and the reports that keep a copy.
    """
    held = b"".join(_contents(report))
    erasures = Entry.objects.filter(
        action=Action.DISCLOSURE_ERASED, ts__gte=report.created_at
    )
    return sum(_touches(entry, held, report.number) for entry in erasures)


def _touches(entry: Entry, held: bytes, number: str) -> bool:
    body = read_body(entry)
    if body is None:
        return False
    _, kept = body["changes"].get("kept_in", [None, None])
    leaves = (ref["leaf"] for ref in body["refs"])
    return number in str(kept) or any(leaf.encode() in held for leaf in leaves)


def _contents(report: Report) -> Iterator[bytes]:
    for file in report.files.filter(role=ReportFile.Role.EVIDENCE):
        with report_files().open(file.sha256) as stored:
            yield stored.read()


def _digest(path: Path, length: int) -> str:
    """Of the first bytes of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while length > 0 and (piece := stream.read(min(PIECE, length))):
            digest.update(piece)
            length -= len(piece)
    return digest.hexdigest()


@contextmanager
def _one_of_few() -> Iterator[None]:
    """A stranger costs ten seconds of a core at most, and few do so at a time."""
    folder = Path(settings.DATA_DIR) / "run"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(AT_ONCE):
        place = os.open(folder / f"verify-{number}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(place)
            continue
        try:
            yield
        finally:
            os.close(place)
        return
    raise Unavailable("Other files are being judged. Try again in ten seconds.")
