"""Makes the one account with a password."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.exceptions import GovernanceError
from governance.operations.create_emergency_admin import create_emergency_admin


class Command(BaseCommand):
    """Reads the password from the terminal, or from standard input in a pipe."""

    help = "Make the emergency admin, for the day the provider is down."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = create_emergency_admin(
                username=options["username"],
                password=_password(),
                reason=options["reason"],
            )
        except GovernanceError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{user} may log in at /login/emergency/.")


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password (14 characters or more): ")
    return sys.stdin.readline().rstrip("\n")
