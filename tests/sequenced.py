"""Numbers and signs what a test has written, as the sequencer's process would."""

from governance import keeper
from governance.ledger.keys import NOTE, Signer
from governance.sequencing import Sequencer
from tests.roles import as_sequencer

SIGNER = Signer("hallmark.test/ledger", NOTE, bytes(range(32)))
VKEY = SIGNER.verifier.vkey


def sequence() -> int:
    """Number what waits, with the test's key; returns how many entries that were."""
    with as_sequencer():
        return keeper.drain(Sequencer([SIGNER]))


def begin() -> Sequencer:
    """A sequencer whose key stands in the ledger."""
    with as_sequencer():
        return keeper.begin(SIGNER)
