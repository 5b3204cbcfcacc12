"""The sequencer: gives entries their numbers. A process of its own."""

import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from governance.sequencing import BATCH, Sequencer

PAUSE_SECONDS = 0.25


class Command(BaseCommand):
    """Runs until it is told to stop; --once numbers what waits and ends."""

    help = "Number the entries of the ledger as they are committed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        sequencer = Sequencer()
        if options["once"]:
            while sequencer.step() == BATCH:
                pass
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        self.stdout.write("The sequencer numbers entries as they are committed.")
        while not stop.wait(PAUSE_SECONDS):
            self._step(sequencer)

    def _step(self, sequencer: Sequencer) -> None:
        try:
            while sequencer.step() == BATCH:
                pass
        except OperationalError as error:
            self.stderr.write(f"The database does not answer: {error}")
            time.sleep(1)
            close_old_connections()
