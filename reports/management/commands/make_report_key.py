"""Makes a key that seals reports."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.sealing import keys


class Command(BaseCommand):
    """Writes the file once and for its owner alone; says nothing to the ledger."""

    help = "Make a P-256 key with a certificate signed by itself, for sealing reports."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--name", default="Hallmark report seal")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        made = keys.make(options["name"])
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{file} cannot be made: {error.strerror}.") from error
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(made)
        key = keys.parse(made)
        self.stdout.write(
            f"{key.certificate_pem}SHA-256 of the certificate: {key.sha256}\n"
            f"Give the worker this key as {keys.VARIABLE}_FILE. When reports have been "
            "sealed with another, rotate_report_key comes first."
        )
