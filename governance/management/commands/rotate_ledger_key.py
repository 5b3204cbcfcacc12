"""Changes the key that signs the ledger."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance import keeper, signing, sole
from governance.exceptions import GovernanceError
from governance.sequencing import LogBrokenError
from governance.witnesses import ForkSuspectedError, Witnesses

REFUSALS = (
    *(signing.KeyUnavailableError, keeper.WrongKeyError, LogBrokenError),
    *(ForkSuspectedError, sole.TakenError),
)


class Command(BaseCommand):
    """The old key comes from LEDGER_KEY or LEDGER_KEY_FILE, the new one from a file."""

    help = "Give the ledger another key. Stop the sequencer first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("new_key_file", type=Path)
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        witnesses = Witnesses()
        try:
            old, new = signing.signer(), signing.read_signer(options["new_key_file"])
            with sole.sequencer():
                witnesses.ask_before_signing()  # also a rotation signs
                keeper.rotate(old, new, options["reason"])
        except GovernanceError as error:
            raise CommandError(error.message) from error
        except REFUSALS as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            witnesses.stop()
        self.stdout.write(
            f"The ledger's key is {new.verifier.vkey}\n"
            f"Now give the sequencer this key as {signing.VARIABLE}_FILE and start it."
        )
