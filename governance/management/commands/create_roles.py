"""PostgreSQL: makes the roles of the processes. Run as the owner of the tables."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from governance.roles import Roles, RolesError, create


class Command(BaseCommand):
    """Makes what is missing and grants what each role may do; run it again at will."""

    help = "Make the database roles of the app and the sequencer, and grant to them."

    def add_arguments(self, parser: CommandParser) -> None:
        for role, default in (("app", Roles().app), ("sequencer", Roles().sequencer)):
            parser.add_argument(f"--{role}", default=default, metavar="ROLE")
            # A file: a command line is everybody's to read.
            parser.add_argument(f"--{role}-password-file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            self.stdout.write("SQLite knows no roles: there is nothing to do.")
            return
        roles = Roles(options["app"], options["sequencer"])
        files = {
            roles.app: options["app_password_file"],
            roles.sequencer: options["sequencer_password_file"],
        }
        passwords = {role: _content(file) for role, file in files.items() if file}
        try:
            create(roles, passwords)
        except (RolesError, DatabaseError) as error:
            raise CommandError(f"The roles were not made: {error}".strip()) from error
        self.stdout.write(f"{roles.app} and {roles.sequencer} may do what they must.")


def _content(file: Path) -> str:
    try:
        password = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CommandError(f"The password cannot be read: {error}") from error
    if not password:
        raise CommandError(f"{file} holds no password.")
    return password
