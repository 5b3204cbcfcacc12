"""Reads the whole ledger again."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.verification import verify


class Command(BaseCommand):
    """Ends with status 1 and names each entry that does not hold."""

    help = "Read every entry again: canonical, hashed, numbered, disclosed."

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify(self._progress)
        self.stdout.write(
            f"{found.entries:,} entries, {found.numbered:,} numbered, "
            f"{found.disclosures:,} disclosures.\nRoot {found.root}"
        )
        for line in found.wrong:
            self.stderr.write(line)
        if found.wrong:
            raise CommandError(f"{len(found.wrong)} things do not hold.")
        self.stdout.write("Everything holds.")

    def _progress(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {total:,} entries", ending="")
            if done == total:
                self.stderr.write("")
