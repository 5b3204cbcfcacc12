"""Keep a finished report and its evidence."""

from typing import Final

from django.utils import timezone

from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import User
from governance.recording import governed
from registry.storage import BlobInfo
from reports.documents.building import Built
from reports.models import Report, ReportFile
from reports.retention import retain_until
from reports.storage import MAX_FILE_BYTES, enough_room, hold_still, report_files

Role = ReportFile.Role
PDF: Final = "application/pdf"
JSON: Final = "application/json"


def seal_report(*, actor: User, report: Report, built: Built) -> Report:
    """Keep the files, write the verdict, and name every digest in the entry.

    For the system account that builds. Refuses a report that is over. Without room on
    the disk nothing of it is kept.
    """
    contents = _contents(report, built)
    with enough_room(), report_files().intake() as intake:
        kept = {
            role: intake.take([content], MAX_FILE_BYTES)
            for role, (_, _, content) in contents.items()
        }
        with governed(
            actor, Action.REPORT_BUILT, report, on_behalf_of=report.requested_by
        ) as record:
            row: Report = record.subject
            if row.built_at or row.failed_at or row.cancelled_at:
                raise IllegalMove(f"{row} is over.")
            hold_still()
            _finish(row, built)
            ReportFile.objects.bulk_create(
                _file(row, role, contents[role], info) for role, info in kept.items()
            )
            for role, info in kept.items():
                record.hash(role, info.sha256)
            record.change("verdict", None, row.verdict)
            record.change("ledger_size", None, row.ledger_size)
            record.hash("ledger_root", row.ledger_root)
            record.change("retain_until", None, f"{row.retain_until:%Y-%m-%d}")
            record.change("seal", None, f"{row.seal_level} {row.seal_note}".strip())
            intake.keep()
    return row


def _contents(report: Report, built: Built) -> dict[str, tuple[str, str, bytes]]:
    """(name, media type, bytes) by role."""
    number = report.number
    found: dict[str, tuple[str, str, bytes]] = {
        Role.PDF.value: (f"{number}.pdf", PDF, built.pdf),
        Role.EVIDENCE.value: (f"{number}.evidence.json", JSON, built.evidence),
    }
    for attachment in built.attachments:
        name = f"{number}.{attachment.name}"
        found[Role.LIST.value] = (name, attachment.media_type, attachment.content)
    return found


def _finish(row: Report, built: Built) -> None:
    row.verdict_tone = built.verdict.tone
    row.verdict = built.verdict.sentence
    row.ledger_size = built.position.sequenced
    row.ledger_root = built.position.root
    row.seal_level = built.level
    row.seal_note = built.note
    row.built_at = timezone.now()
    row.retain_until = retain_until(row.kind, row.built_at)
    row.save(
        update_fields=[
            "seal_level",
            "seal_note",
            "verdict_tone",
            "verdict",
            "ledger_size",
            "ledger_root",
            "built_at",
            "retain_until",
        ]
    )


def _file(
    row: Report, role: str, content: tuple[str, str, bytes], info: BlobInfo
) -> ReportFile:
    return ReportFile(
        report=row,
        role=role,
        name=content[0],
        media_type=content[1],
        size=info.size,
        sha256=info.sha256,
    )
