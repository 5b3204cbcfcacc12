"""Judges a file that is said to be a report of this server."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance import log
from reports.models import Report
from reports.verification import certificates, erased_since, find_by_digest, replaced_by
from reports.verify import told
from reports.verifying.judging import Known, Outcome, judge


class Command(BaseCommand):
    """Reads the file, the ledger's keys and the reports; changes nothing."""

    help = "Say whether a PDF is a report of this server, and what became of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pdf = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error), returncode=Outcome.UNCLEAR) from error
        found = judge(pdf, Known(certificates(), log.verifiers()))
        self.stdout.write("\n".join(told(found)))
        length = found.seal.length if found.seal else len(pdf)
        file = find_by_digest(pdf[:length])
        if file is None:
            self.stdout.write("Listed       no: this server keeps no such file")
        else:
            self._tell(file.report)
        if found.outcome is not Outcome.GENUINE:
            raise SystemExit(int(found.outcome))

    def _tell(self, report: Report) -> None:
        self.stdout.write(f"Listed       as {report.number}, the file is the same")
        newer = replaced_by(report)
        self.stdout.write(f"Replaced by  {newer or 'nothing newer'}")
        erased = erased_since(report)
        words = f"{erased} disclosure{'' if erased == 1 else 's'} erased"
        self.stdout.write(f"Since then   {words}")
