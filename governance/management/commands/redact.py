"""Erases a disclosed value from the command line."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance import history
from governance.exceptions import GovernanceError
from governance.models import Entry, User
from governance.operations.erase_disclosure import erase_disclosure


class Command(BaseCommand):
    """As system:operator: whoever runs commands here holds the right to erase."""

    help = "Erase a name, a reason or another disclosed value of an entry, for good."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("entry", help="the number or the ID of the entry")
        parser.add_argument("path", help="which value: why, actor.name, ...")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = erase_disclosure(
                actor=User.objects.system("operator"),
                entry=_found(options["entry"]),
                path=options["path"],
                reason=options["reason"],
            )
        except GovernanceError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Erased {done.path}; entry {done.entry} says so.")
        self.stdout.write(done.scrubbed.words)
        for kept in done.kept:
            self.stdout.write(f"Not touched, and holding it: {kept.kind} {kept.name}")


def _found(named: str) -> Entry:
    """By number, or by the ID that pages and API tell."""
    rows = history.entries()
    try:
        key = {"leaf__seq": int(named)} if named.isdigit() else {"uuid": UUID(named)}
    except ValueError as error:
        raise CommandError(f"{named} is no number and no ID of an entry.") from error
    found = rows.filter(**key).first()
    if found is None:
        raise CommandError(f"There is no entry {named}.")
    return found
