"""`manage.py publish_routes`: the routes file once more, from the database."""

from typing import Any

from django.core.management.base import BaseCommand

from deployments.runtimes.base import PreparationFailed
from deployments.runtimes.local import LocalRuntime
from deployments.runtimes.routes import kept_releases


class Command(BaseCommand):
    """For a fresh DATA_DIR or a restored database; changes nothing when all is there.

    What a release needs and is missing here is made again. A release that cannot be
    made is named; the others answer.
    """

    help = "Write the scoring gateway's routes file from the database."

    def handle(self, *args: Any, **options: Any) -> None:
        local = LocalRuntime()
        for release in kept_releases():
            if not local.is_prepared(release):
                self._prepare(local, release)
        self.stdout.write(f"The routes file stands at revision {local.publish()}.")

    def _prepare(self, local: LocalRuntime, release: Any) -> None:
        try:
            done = local.prepare(release, lambda words: None)
        except PreparationFailed as error:
            self.stderr.write(f"{release} cannot be prepared. {error}")
        else:
            self.stdout.write(f"{release}: {done}.")
