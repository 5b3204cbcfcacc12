"""The sequencer: numbers entries and signs checkpoints. A process of its own."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, connection

from governance import keeper, protection, signing, sole
from governance.exceptions import LedgerUnavailable
from governance.ledger.keys import Signer
from governance.sequencing import LogBrokenError, Sequencer
from governance.wake import Bell, BellError
from governance.witnesses import ForkSuspectedError, Witnesses, empty_checkpoint

LOOK_SECONDS = 0.5  # how long an entry waits whose wake-up was lost
PAUSE_SECONDS = 1.0  # before a database that did not answer is asked again
REFUSALS = (
    *(signing.KeyUnavailableError, keeper.WrongKeyError, LogBrokenError),
    *(ForkSuspectedError, sole.TakenError, BellError),
)
TROUBLE = (OperationalError, InterfaceError, LedgerUnavailable)


class Command(BaseCommand):
    """Runs until it is told to stop; --once numbers what waits and ends."""

    _has_told = False
    help = "Number the entries of the ledger as they are committed, and sign it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            signer = signing.signer()
            if options["once"]:
                with sole.sequencer():
                    self._number_once(signer)
            else:
                self._stay(signer)
        except REFUSALS as refusal:
            raise CommandError(str(refusal)) from refusal

    def _number_once(self, signer: Signer) -> None:
        sequencer = keeper.begin(signer)
        with self._asked(signer) as witnesses:
            self._turn(sequencer, witnesses)

    def _stay(self, signer: Signer) -> None:
        """Be the sequencer, or wait to be it, until a signal says to stop."""
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        while not stop.is_set():
            try:
                with sole.sequencer(waits=lambda: self._waits(stop)):
                    self._run(signer, stop)
            except sole.TakenError:
                return  # told to stop while it waited
            except TROUBLE as error:
                # With its connection it lost the lock. Another sequencer may have
                # signed, even changed the key: everything begins anew.
                self.stderr.write(f"The database does not answer: {error}")
                connection.close()
                time.sleep(PAUSE_SECONDS)

    def _waits(self, stop: threading.Event) -> bool:
        if not self._has_told:
            self.stdout.write("Another sequencer runs. This one waits to take over.")
            self._has_told = True
        return not stop.is_set()

    def _run(self, signer: Signer, stop: threading.Event) -> None:
        for line in (*protection.missing(), *protection.weaknesses()):
            self.stderr.write(f"The ledger's protection: {line}")
        sequencer = keeper.begin(signer)
        with self._asked(signer) as witnesses, _waiting() as wait:
            self.stdout.write("The sequencer numbers entries as they are committed.")
            while not stop.is_set():
                self._turn(sequencer, witnesses)
                keeper.beat(settings.LEDGER_HEARTBEAT)
                wait(LOOK_SECONDS)

    @contextmanager
    def _asked(self, signer: Signer) -> Iterator[Witnesses]:
        """The witnesses, when none knows another log than this."""
        witnesses = Witnesses()
        try:
            witnesses.ask_before_signing(empty_checkpoint(signer))
            yield witnesses
        finally:
            witnesses.stop()

    def _turn(self, sequencer: Sequencer, witnesses: Witnesses) -> None:
        if witnesses.conflict:
            raise ForkSuspectedError(witnesses.conflict)
        if keeper.drain(sequencer):
            witnesses.checkpoint_published()


@contextmanager
def _waiting() -> Iterator[Callable[[float], None]]:
    """How to wait for the next entry: woken by commits, when a socket is configured."""
    if not settings.LEDGER_WAKE_SOCKET:
        yield time.sleep
        return
    bell = Bell(settings.LEDGER_WAKE_SOCKET)
    try:
        yield bell.wait
    finally:
        bell.close()
