"""Changes the key that seals reports."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.exceptions import GovernanceError
from governance.models import User
from reports.operations.change_report_key import change_report_key
from reports.sealing import keys


class Command(BaseCommand):
    """Acts as system:operator. What the old key sealed stays genuine."""

    help = "Say in the ledger that reports have another certificate from now on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("new_key_file", type=Path)
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            row = change_report_key(
                actor=User.objects.system("operator"),
                key=keys.read(options["new_key_file"]),
                reason=options["reason"],
            )
        except keys.KeyUnavailableError as error:
            raise CommandError(str(error)) from error
        except GovernanceError as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            f"Reports are sealed with the certificate {row.sha256} from now on.\n"
            f"Give the worker this key as {keys.VARIABLE}_FILE and start it again."
        )
