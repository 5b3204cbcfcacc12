"""The sequencer: numbers entries and signs checkpoints. A process of its own."""

import signal
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from governance import keeper, protection, signing, sole
from governance.sequencing import LogBrokenError, Sequencer
from governance.wake import Bell
from governance.witnesses import ForkSuspectedError, Witnesses, empty_checkpoint

LOOK_SECONDS = 0.5  # how long an entry waits whose wake-up was lost
REFUSALS = (
    signing.KeyUnavailableError,
    keeper.WrongKeyError,
    LogBrokenError,
    ForkSuspectedError,
    sole.TakenError,
)


class Command(BaseCommand):
    """Runs until it is told to stop; --once numbers what waits and ends."""

    help = "Number the entries of the ledger as they are committed, and sign it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        try:
            if options["once"]:
                with sole.sequencer():
                    keeper.drain(keeper.begin(signing.signer()))
                return
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
            signer = signing.signer()
            with sole.sequencer(waits=lambda: not stop.is_set()):
                self._run(keeper.begin(signer), empty_checkpoint(signer), stop)
        except REFUSALS as refusal:
            if not stop.is_set():
                raise CommandError(str(refusal)) from refusal

    def _run(self, sequencer: Sequencer, empty: str, stop: threading.Event) -> None:
        for line in protection.missing():
            self.stderr.write(f"The ledger's protection: {line}")
        bell = (
            Bell(settings.LEDGER_WAKE_SOCKET) if settings.LEDGER_WAKE_SOCKET else None
        )
        wait = bell.wait if bell else time.sleep
        witnesses = Witnesses()
        witnesses.ask_before_signing(empty)
        witnesses.start()
        self.stdout.write("The sequencer numbers entries as they are committed.")
        try:
            while not stop.is_set():
                self._turn(sequencer, witnesses)
                wait(LOOK_SECONDS)
        finally:
            witnesses.stop()

    def _turn(self, sequencer: Sequencer, witnesses: Witnesses) -> None:
        if witnesses.conflict:
            raise ForkSuspectedError(witnesses.conflict)
        try:
            if keeper.drain(sequencer):
                witnesses.checkpoint_published()
            keeper.beat(settings.LEDGER_HEARTBEAT)
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"The database does not answer: {error}")
            time.sleep(1)
            close_old_connections()
