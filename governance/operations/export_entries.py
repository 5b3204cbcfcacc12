"""Hand entries of the ledger out, with their proofs."""

from typing import BinaryIO

from governance import exporting
from governance.actions import Action
from governance.deciding import decide
from governance.exceptions import AccessDenied
from governance.exporting import Progress, Wanted, Written
from governance.models import Subject, User
from governance.recording import governed, record_denial
from governance.subjects import Site

PAGE_LIMIT = 20_000


def export_entries(  # noqa: PLR0913 - who, from where, what, into which file, and how
    *,
    actor: User,
    subject: Subject | Site,
    wanted: Wanted,
    file: BinaryIO,
    since: int | None = None,
    is_disclosed: bool = True,
    limit: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Written:
    """Write an evidence bundle into `file` and record that it was handed out.

    The subject decides the right: a project's entries for whoever may see it, anything
    else for those who may read every entry. The file is of use only when this returns:
    it is written before the entry, outside the transaction, because it takes long.
    """
    decision = decide(actor, Action.LEDGER_EXPORTED, subject)
    if not decision.allowed:
        record_denial(actor, Action.LEDGER_EXPORTED, subject, decision.because)
        raise AccessDenied(decision.because)
    written = exporting.write(
        file,
        wanted,
        since=since,
        is_disclosed=is_disclosed,
        limit=limit,
        progress=progress,
    )
    with governed(actor, Action.LEDGER_EXPORTED, subject) as record:
        record.change("entries", None, written.entries)
        record.change("kind", None, written.kind)
        record.change("asked", None, _told(wanted))
        record.change("log_size", None, written.size)
        record.change("disclosures", None, is_disclosed)
        record.hash("bundle", written.sha256)
    return written


def _told(wanted: Wanted) -> str:
    return ", ".join(f"{name} {value}" for name, value in wanted.asked.items())
