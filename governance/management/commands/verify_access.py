"""Compares guardian's rows with the grants in force."""

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance import projection
from governance.models import Grant

MOST = 200


class Command(BaseCommand):
    """Repairs nothing: exit 1 and a line for each row that only one side knows."""

    help = "Prove that guardian's tables equal the projection of the grants in force."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for line in chain(map(str, projection.differences()), projection.strangers()):
            count += 1
            if count <= MOST:
                self.stderr.write(line)
        if count:
            raise CommandError(f"{count:,} rows differ; nothing was changed.")
        grants = Grant.objects.in_force(timezone.now()).count()
        self.stdout.write(f"{grants:,} grants in force; guardian's tables agree.")
