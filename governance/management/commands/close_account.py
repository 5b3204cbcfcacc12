"""Closes an account from the command line, or opens it again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.exceptions import GovernanceError
from governance.models import User
from governance.operations.close_account import close_account, reopen_account


class Command(BaseCommand):
    """As system:operator: whoever runs commands here may."""

    help = "Close an account, so that its next request is refused; or --reopen it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--reopen", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["username"]
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"Nobody here is called {name}.")
        step = reopen_account if options["reopen"] else close_account
        try:
            step(
                actor=User.objects.system("operator"),
                person=person,
                reason=options["reason"],
            )
        except GovernanceError as error:
            raise CommandError(error.message) from error
        word = "open again" if options["reopen"] else "closed"
        self.stdout.write(f"The account {name} is {word}.")
