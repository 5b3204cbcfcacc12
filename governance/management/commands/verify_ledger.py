"""Reads the whole ledger again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.verification import Findings, root_at, verify

BAR = 40


class Command(BaseCommand):
    """Ends with status 1 and names each thing that does not hold."""

    _told = 0  # tenths

    help = "Read every entry again: canonical, hashed, numbered, signed, disclosed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at",
            type=int,
            metavar="SIZE",
            help="Also compute the root of the first SIZE entries, as a report states.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify(self.progress)
        self.stdout.write(
            f"{found.entries:,} entries, {found.numbered:,} numbered, "
            f"{found.checkpoints:,} checkpoints, {found.disclosures:,} disclosures.\n"
            f"Root {found.root}"
        )
        if options["at"] is not None:
            self._tell_root(options["at"], found.numbered)
        self._tell(found)

    def _tell(self, found: Findings) -> None:
        for line in found.remarks:
            self.stdout.write(f"Remark: {line}")
        for line in found.wrong:
            self.stderr.write(line)
        if found.count > len(found.wrong):
            self.stderr.write(f"... and {found.count - len(found.wrong):,} more.")
        if found.count:
            raise CommandError(f"{found.count:,} things do not hold.")
        self.stdout.write("Everything holds.")

    def _tell_root(self, size: int, numbered: int) -> None:
        if not 0 <= size <= numbered:
            raise CommandError(f"Only {numbered:,} entries have a number.")
        self.stdout.write(f"Root of the first {size:,} entries {root_at(size)}")

    def progress(self, done: int, total: int) -> None:
        """A bar on a terminal; elsewhere a line for each tenth of many entries."""
        share = min(1.0, done / total) if total else 1.0
        if self._told == 10:
            return
        if self.stderr.isatty():
            bar = "#" * int(share * BAR)
            self.stderr.write(f"\r[{bar:<{BAR}}] {done:,} of {total:,}", ending="")
            if done >= total:
                self.stderr.write("")
        elif total >= 100_000 and int(share * 10) > self._told:
            self.stderr.write(f"{int(share * 10) * 10} %: {done:,} of {total:,}")
        self._told = int(share * 10)
