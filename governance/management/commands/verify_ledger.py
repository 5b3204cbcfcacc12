"""Reads the whole ledger again."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.verification import root_at, verify


class Command(BaseCommand):
    """Ends with status 1 and names each entry that does not hold."""

    help = "Read every entry again: canonical, hashed, numbered, disclosed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at",
            type=int,
            metavar="SIZE",
            help="Also compute the root of the first SIZE entries, as a report states.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify(self._progress)
        self.stdout.write(
            f"{found.entries:,} entries, {found.numbered:,} numbered, "
            f"{found.disclosures:,} disclosures.\nRoot {found.root}"
        )
        if options["at"] is not None:
            self._tell_root(options["at"], found.numbered)
        for line in found.wrong:
            self.stderr.write(line)
        if found.wrong:
            raise CommandError(f"{len(found.wrong)} things do not hold.")
        self.stdout.write("Everything holds.")

    def _tell_root(self, size: int, numbered: int) -> None:
        if not 0 <= size <= numbered:
            raise CommandError(f"Only {numbered:,} entries have a number.")
        self.stdout.write(f"Root of the first {size:,} entries {root_at(size)}")

    def _progress(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {total:,} entries", ending="")
            if done == total:
                self.stderr.write("")
