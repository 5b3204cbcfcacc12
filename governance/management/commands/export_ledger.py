"""Writes an evidence bundle."""

import os
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from governance import exporting, scopes
from governance.exceptions import GovernanceError
from governance.exporting import Wanted
from governance.models import Subject, User
from governance.operations.export_entries import export_entries
from governance.subjects import SITE, Site

BAR_AFTER_SECONDS = 2.0


class Command(BaseCommand):
    """Acts as system:operator: whoever may run commands on the server."""

    help = "Write entries of the ledger with their proofs into a zip to hand out."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--project", metavar="NAME_OR_ID", help="of one project")
        which.add_argument("--object", type=UUID, metavar="ID", help="about one thing")
        which.add_argument(
            "--range",
            type=int,
            nargs=2,
            metavar=("FIRST", "LAST"),
            help="complete, from one number to another, both included",
        )
        which.add_argument("--all", action="store_true", help="complete from number 0")
        parser.add_argument(
            "--since",
            type=int,
            metavar="SIZE",
            help="prove that the log only grew since a checkpoint of this size",
        )
        parser.add_argument(
            "--without-disclosures",
            action="store_true",
            help="leave names, reasons and other personal data out",
        )
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["output"]
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        if target.exists():
            raise CommandError(f"{target} exists. Choose another name.")
        try:
            self._export(part, options)
            os.link(part, target)  # refuses a name that somebody took meanwhile
        except GovernanceError as error:
            raise CommandError(error.message) from error
        except FileExistsError as error:
            raise CommandError(f"{target} exists. Choose another name.") from error
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error}") from error
        finally:
            part.unlink(missing_ok=True)

    def _export(self, part: Path, options: dict[str, Any]) -> None:
        subject, wanted = _wanted(options)
        with part.open("xb+") as file:
            written = export_entries(
                actor=User.objects.system("operator"),
                subject=subject,
                wanted=wanted,
                file=file,
                since=options["since"],
                is_disclosed=not options["without_disclosures"],
                progress=_Bar(),
            )
            os.fsync(file.fileno())
        self.stdout.write(
            f"{written.entries:,} entries as a {written.kind}, over a checkpoint of "
            f"{written.size:,}.\nSHA-256 {written.sha256}"
        )


def _wanted(options: dict[str, Any]) -> tuple[Subject | Site, Wanted]:
    if options["project"]:
        project = _project(options["project"])
        return project, exporting.of_project(project.pk)
    if options["object"]:
        return SITE, exporting.of_object(options["object"])
    if options["range"]:
        return SITE, exporting.Between(*options["range"])
    return SITE, exporting.Everything()


def _project(named: str) -> Subject:
    try:
        fits = Q(pk=UUID(named))
    except ValueError:
        fits = Q(name=named)
    found = list(scopes.every().filter(fits)[:2])
    if len(found) != 1:
        what = "is the name of several; give the ID" if found else "does not exist"
        raise CommandError(f"The project {named} {what}.")
    return found[0]


class _Bar:
    """Tells how far it is, when it takes more than two seconds."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._is_shown = False

    def __call__(self, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if time.monotonic() - self._begun > BAR_AFTER_SECONDS:
            self._is_shown = True
            bar = "#" * (30 * done // max(total, 1))
            sys.stderr.write(f"\r[{bar:<30}] {done:,} of {total:,} entries")
            sys.stderr.flush()
        if done == total and self._is_shown:
            sys.stderr.write("\n")
