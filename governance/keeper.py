"""What a sequencer's process does: begin with the right key, number, sign, stay alive.

It refuses to sign with a key that is not the ledger's, on rows that do not make the
last checkpoint, and when a witness has seen more than there is.
"""

from datetime import timedelta

from django.utils import timezone

from governance import log
from governance.ledger.checkpoints import open_checkpoint
from governance.ledger.errors import LedgerError
from governance.ledger.keys import Signer
from governance.models import User
from governance.operations.change_ledger_key import change_ledger_key
from governance.operations.record_heartbeat import record_heartbeat
from governance.sequencing import BATCH, Sequencer

FIRST_KEY = "The first key of this ledger."


class WrongKeyError(Exception):
    """The key given is not the one in force."""


def begin(signer: Signer) -> Sequencer:
    """A sequencer with the ledger's key; the first key is written into the ledger.

    Raises WrongKeyError, and LogBrokenError of `sequencing`.
    """
    keys = log.verifiers()
    if keys and keys[-1] != signer.verifier:
        raise WrongKeyError(
            f"The ledger's key is {keys[-1].vkey}, not {signer.verifier.vkey}. "
            "rotate_ledger_key changes it."
        )
    if not keys:
        _require_last_signature(signer)
    sequencer = Sequencer([signer])
    if not keys:
        _say_key(None, signer, FIRST_KEY)
    return sequencer


def _require_last_signature(signer: Signer) -> None:
    """A process may have died between its first checkpoint and the entry of its key."""
    last = log.newest_checkpoint()
    try:
        if last is not None:
            open_checkpoint(last.note, [signer.verifier])
    except LedgerError as error:
        raise WrongKeyError(
            f"The last checkpoint is not signed by {signer.verifier.vkey}. "
            "Start the sequencer with the key that signed it."
        ) from error


def drain(sequencer: Sequencer) -> int:
    """Number all that waits; returns how many."""
    total = 0
    while count := sequencer.step():
        total += count
        if count < BATCH:
            break
    return total


def rotate(old: Signer, new: Signer, reason: str) -> None:
    """Change the key: an entry, and a checkpoint over it that both keys sign.

    No other sequencer may run meanwhile. Raises WrongKeyError when the old key is not
    in force, or the two are not keys of one origin.
    """
    if old.name != new.name or old.verifier == new.verifier:
        raise WrongKeyError(f"A new key of {old.name} is needed, with that name.")
    drain(begin(old))
    _say_key(old, new, reason)
    both = Sequencer([old, new])
    while log.verifiers()[-1] != new.verifier:
        if not both.step():
            raise WrongKeyError("Another sequencer was faster. Stop it, then repeat.")
    # What still waits is the new key's alone: the old one signs nothing more.


def _say_key(old: Signer | None, new: Signer, reason: str) -> None:
    change_ledger_key(
        actor=User.objects.system("sequencer"),
        old=old.verifier.vkey if old else None,
        new=new.verifier.vkey,
        reason=reason,
    )


def beat(seconds: int) -> bool:
    """Write a heartbeat when nothing was signed for so long; 0 means never."""
    newest = log.newest_checkpoint()
    age = timezone.now() - newest.created_at if newest else timedelta.max
    is_due = bool(seconds) and age >= timedelta(seconds=seconds)
    if is_due:
        record_heartbeat(actor=User.objects.system("sequencer"))
    return is_due
