"""Brings one witness to the newest checkpoint, in a thread with its own connection."""

import threading
from dataclasses import dataclass

import structlog
from django.db import Error as DatabaseError
from django.db import connections, transaction
from django.utils import timezone

from governance import log
from governance.ledger.errors import LedgerError
from governance.ledger.proofs import consistency_proof
from governance.ledger.submission import Submission
from governance.ledger.witness_client import (
    ForkError,
    KnownWitness,
    NoCosignatureError,
    OtherSizeError,
)
from governance.models import Checkpoint, Cosignature

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0  # seconds before a silent witness is asked again
ATTEMPTS = 3  # for one checkpoint, when the witness has cosigned another size
logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Newest:
    """The checkpoint to have cosigned; without a row it is that of an empty log."""

    size: int
    note: str
    row: Checkpoint | None


class Follower(threading.Thread):
    """Brings one witness to the newest checkpoint, with its own connection."""

    def __init__(self, witness: KnownWitness) -> None:
        super().__init__(name=f"witness {witness.name}", daemon=True)
        self.witness, self.empty = witness, ""
        self.conflict: str | None = None
        self.asked = threading.Event()  # about the newest we know of, whatever it said
        self._wake, self._ends = threading.Event(), threading.Event()
        self._both = threading.Lock()  # over the two events
        self._trouble, self._delay = "", 0.0
        self._shown: int | None = None  # the size this process has had cosigned
        self._wake.set()

    def wake(self) -> None:
        """There is something to ask."""
        with self._both:
            if not self.conflict:
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
            with self._both:
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

    def _newest(self) -> Newest | None:
        row = log.newest_checkpoint()
        if row:
            return Newest(row.size, row.note, row)
        return Newest(0, self.empty, None) if self.empty else None

    def _newest_that_covers(self, size: int, known: Newest) -> Newest:
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

    def _keep(self, newest: Newest, line: str) -> None:
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


def _submission(old: int, newest: Newest) -> Submission:
    """From a size that the log has passed to its newest checkpoint."""
    proof = consistency_proof(old, newest.size, log.reader())
    return Submission(old, tuple(proof), newest.note)


def _refused_again(old: int, newest: Newest) -> LedgerError:
    """It tells the very size we began from: then it means the root, if anything."""
    if old == newest.size:
        return ForkError(f"it has cosigned another root of {old} entries")
    return NoCosignatureError(f"it refuses the size {old} and tells the same")
