"""Has each checkpoint cosigned by the witnesses, beside the sequencer, never before it.

One thread for each witness: a slow or dead one delays nobody. What a witness tells us
about a larger or another log stops the sequencer: then this database is not the log
that was published, but a restored backup, a second copy or a forgery.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import connections, transaction
from django.utils import timezone

from governance import log
from governance.ledger.checkpoints import Checkpoint as LogCheckpoint
from governance.ledger.errors import LedgerError
from governance.ledger.hashing import EMPTY_ROOT
from governance.ledger.keys import Signer
from governance.ledger.notes import sign_note
from governance.ledger.proofs import consistency_proof
from governance.ledger.submission import Submission
from governance.ledger.witness_client import (
    ForkError,
    KnownWitness,
    NoCosignatureError,
    OtherSizeError,
    parse_witnesses,
)
from governance.models import Checkpoint, Cosignature

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0  # seconds before a silent witness is asked again
PATIENCE = 6.0  # seconds for all witnesses together, when the sequencer starts
ATTEMPTS = 3  # for one checkpoint, when the witness has cosigned another size
logger = structlog.get_logger(__name__)


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
        self._followers = [_Follower(witness) for witness in found]

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


@dataclass(frozen=True, slots=True)
class _Newest:
    """The checkpoint to have cosigned; without a row it is that of an empty log."""

    size: int
    note: str
    row: Checkpoint | None


class _Follower(threading.Thread):
    """Brings one witness to the newest checkpoint, with its own connection."""

    def __init__(self, witness: KnownWitness) -> None:
        super().__init__(name=f"witness {witness.name}", daemon=True)
        self.witness, self.empty = witness, ""
        self.conflict: str | None = None
        self.asked = threading.Event()  # about the newest we know of, whatever it said
        self._wake, self._ends = threading.Event(), threading.Event()
        self._trouble, self._delay = "", 0.0
        self._shown: int | None = None  # the size this process has had cosigned
        self._wake.set()

    def wake(self) -> None:
        """There is something to ask."""
        self.asked.clear()
        self._wake.set()

    def end(self) -> None:
        """Stop soon."""
        self._ends.set()
        self._wake.set()

    def run(self) -> None:
        """Ask until told to stop; more rarely while it does not answer."""
        while not self._ends.is_set() and not self.conflict:
            self._wake.wait()
            self._wake.clear()
            if self._ends.is_set():
                break
            self._ask()
            if not self._wake.is_set():
                self.asked.set()
            if self._delay and not self._ends.wait(self._delay):
                self._wake.set()
        self.asked.set()

    def _ask(self) -> None:
        try:
            self._bring_up_to_date()
        except ForkError as error:
            self._object(str(error))
        except (NoCosignatureError, OtherSizeError, LedgerError) as error:
            self._tell(str(error))
        except DatabaseError as error:
            self._tell(f"the database does not answer: {error}")
        except Exception as error:  # noqa: BLE001 - a bug of ours must not end the watch
            self._tell(f"it could not be asked: {error!r}")
        else:
            self._tell("")
        finally:
            connections.close_all()

    def _bring_up_to_date(self) -> None:
        """One cosignature on the newest checkpoint, from the size it cosigned last."""
        newest = self._newest()
        if newest is None or newest.size == self._shown:
            return
        old = self._last_cosigned()
        for _ in range(ATTEMPTS):
            try:
                line = self.witness.cosign(_submission(old, newest))
            except OtherSizeError as other:
                if other.size == old:
                    raise _refused_again(old, newest) from None
                newest = self._newest_that_covers(other.size, newest)
                old = other.size
            else:
                self._keep(newest, line)
                return
        raise NoCosignatureError("its size changes while it is asked")

    def _newest(self) -> _Newest | None:
        row = log.newest_checkpoint()
        if row:
            return _Newest(row.size, row.note, row)
        return _Newest(0, self.empty, None) if self.empty else None

    def _newest_that_covers(self, size: int, known: _Newest) -> _Newest:
        """Another sequencer may have gone on meanwhile; else the witness knows more."""
        newest = known if size <= known.size else self._newest()
        if newest is None or newest.size < size:
            raise ForkError(
                f"it has cosigned {size} entries, this log has {known.size}"
            )
        return newest

    def _last_cosigned(self) -> int:
        """Where we left off; a guess that the witness may correct."""
        mine = Cosignature.objects.filter(witness=self.witness.name)
        sizes = mine.order_by("-checkpoint_id").values_list("checkpoint_id", flat=True)
        return sizes.first() or 0

    def _keep(self, newest: _Newest, line: str) -> None:
        self._shown = newest.size
        mine = Cosignature.objects.filter(witness=self.witness.name)
        if newest.row is None or mine.filter(checkpoint=newest.row).exists():
            return
        with transaction.atomic():
            Cosignature.objects.create(
                checkpoint=newest.row,
                witness=self.witness.name,
                line=line,
                created_at=timezone.now(),
            )

    def _object(self, words: str) -> None:
        """Sticks until the process starts again: a person has to look."""
        self.conflict = (
            f"The witness {self.witness.name} knows another log: {words}. "
            "This database may be a restored backup or a second copy; nothing more is "
            "signed. "
            'See docs/operations.md, "A witness objects".'
        )
        logger.error("witness objects", witness=self.witness.name, why=words)

    def _tell(self, trouble: str) -> None:
        """Log what changed, once; wait longer while it lasts."""
        longer = min(self._delay * 2, LONGEST_DELAY) or FIRST_DELAY
        self._delay = longer if trouble else 0.0
        if trouble and not self._trouble:
            logger.warning("no cosignature", witness=self.witness.name, why=trouble)
        if self._trouble and not trouble:
            logger.info("witness cosigns again", witness=self.witness.name)
        self._trouble = trouble


def _submission(old: int, newest: _Newest) -> Submission:
    """From a size that the log has passed to its newest checkpoint."""
    proof = consistency_proof(old, newest.size, log.reader())
    return Submission(old, tuple(proof), newest.note)


def _refused_again(old: int, newest: _Newest) -> LedgerError:
    """It tells the very size we began from: then it means the root, if anything."""
    if old == newest.size:
        return ForkError(f"it has cosigned another root of {old} entries")
    return NoCosignatureError(f"it refuses the size {old} and tells the same")
