"""Has each checkpoint cosigned by the witnesses, beside the sequencer, never before it.

One thread for each witness: a slow or dead one delays nobody. What a witness tells us
about a larger or another log stops the sequencer: then this database is not the log
that was published, but a restored backup, a second copy or a forgery.
"""

import time
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from governance.ledger.checkpoints import Checkpoint as LogCheckpoint
from governance.ledger.errors import LedgerError
from governance.ledger.hashing import EMPTY_ROOT
from governance.ledger.keys import Signer
from governance.ledger.notes import sign_note
from governance.ledger.witness_client import (
    KnownWitness,
    parse_witnesses,
)
from governance.witness_follower import Follower

PATIENCE = 6.0  # seconds for all witnesses together, when the sequencer starts


class ForkSuspectedError(Exception):
    """A witness has seen another log under our name. Nothing more may be signed."""


def configured() -> tuple[KnownWitness, ...]:
    """The witnesses of LEDGER_WITNESSES; raises ImproperlyConfigured."""
    try:
        return parse_witnesses(settings.LEDGER_WITNESSES)
    except LedgerError as error:
        raise ImproperlyConfigured(
            f"LEDGER_WITNESSES must be `vkey url, vkey url`: {error}."
        ) from error


def empty_checkpoint(signer: Signer) -> str:
    """What a log without entries says: true at any time, and it asks the witness."""
    text = LogCheckpoint(signer.name, 0, EMPTY_ROOT).text
    return sign_note(text, [signer])


class Witnesses:
    """All witnesses of the log, asked in threads of the sequencer's process."""

    def __init__(self, known: Sequence[KnownWitness] | None = None) -> None:
        found = configured() if known is None else known
        self._followers = [Follower(witness) for witness in found]

    def ask_before_signing(self, empty: str = "") -> None:
        """Show each witness the last checkpoint, before there is a next.

        `empty` is a signed checkpoint of no entries, shown when there is no other.
        Raises ForkSuspectedError when a witness knows a larger or another log. One
        that does not answer within six seconds is asked again later.
        """
        for follower in self._followers:
            follower.empty = empty
        self.start()
        self.settle(PATIENCE)
        if self.conflict:
            raise ForkSuspectedError(self.conflict)

    def start(self) -> None:
        """Begin to ask, beginning with the newest checkpoint; again does nothing."""
        for follower in self._followers:
            if follower.ident is None:
                follower.start()

    def checkpoint_published(self) -> None:
        """There is a newer checkpoint; returns at once."""
        for follower in self._followers:
            follower.wake()

    @property
    def conflict(self) -> str | None:
        """Why nothing more may be signed, None while no witness objects."""
        found = (follower.conflict for follower in self._followers)
        return next((words for words in found if words), None)

    def settle(self, seconds: float) -> bool:
        """Wait until each has been asked; tells whether that was in time."""
        end = time.monotonic() + seconds
        for follower in self._followers:
            follower.asked.wait(max(0.0, end - time.monotonic()))
        return all(follower.asked.is_set() for follower in self._followers)

    def stop(self) -> None:
        """End the threads; one that waits for a witness ends with the process."""
        for follower in self._followers:
            follower.end()
        for follower in self._followers:
            if follower.ident is not None:
                follower.join(timeout=1.0)
