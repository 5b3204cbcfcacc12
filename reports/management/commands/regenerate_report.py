"""Makes a report again: from its evidence, and from what the database says now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.exceptions import GovernanceError
from reports.models import Report
from reports.regeneration import regenerated


class Command(BaseCommand):
    """Changes nothing. Ends with 1 when the stored file does not come out again."""

    help = "Draw a report again, compare its bytes, and name what changed since."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="HM-DOS-2026-3F9A1C07 or another")

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report.objects.filter(number=options["number"]).first()
        if report is None:
            raise CommandError(f"There is no report {options['number']}.")
        try:
            found = regenerated(report)
        except GovernanceError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Bytes     {found.bytes_words}")
        self.stdout.write(f"Evidence  {found.evidence_words}")
        if not found.holds:
            raise SystemExit(1)
