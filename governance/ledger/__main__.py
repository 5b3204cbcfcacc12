"""`python -m governance.ledger verify | witness | key`: the ledger without Django."""

import argparse
import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from governance.ledger import verify_command
from governance.ledger.errors import LedgerError, MalformedError
from governance.ledger.keys import COSIGNATURE, HAS_CRYPTOGRAPHY, NOTE, generate_key

UNUSABLE = 2
_WITNESS = "governance.ledger.witness_command"


def main(arguments: Sequence[str] | None = None) -> int:
    """0 fine, 1 something does not hold, 2 the input cannot be used."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(given).parse_args(given)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a name may not fit into its encoding
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = int(options.run(options))
        sys.stdout.flush()
    except BrokenPipeError:  # before OSError, which it is
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (LedgerError, OSError) as error:
        sys.stderr.write(f"CANNOT BE USED\n  {error}\n")
    except Exception:  # noqa: BLE001 - Python's own exit code 1 would say "tampered"
        traceback.print_exc()
    else:
        return code
    return UNUSABLE


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hallmark-verify", description="The ledger of Hallmark, without Hallmark."
    )
    commands = parser.add_subparsers(required=True, metavar="verify | witness | key")
    verify = commands.add_parser("verify", help="check a bundle or a proof")
    verify_command.add_arguments(verify)
    verify.set_defaults(run=verify_command.run)
    witness = commands.add_parser("witness", help="co-sign checkpoints of a log")
    if given[:1] == ["witness"]:  # only then: the stand-alone file has none
        _add_witness(witness)
    key = commands.add_parser("key", help="make a key")
    key.add_argument("name", help="the name of the log or witness, without a space")
    key.add_argument("file", type=Path, help="where the secret goes; never overwritten")
    key.add_argument("--cosigner", action="store_true", help="a witness's key")
    key.set_defaults(run=_make_key)
    return parser


def _add_witness(parser: argparse.ArgumentParser) -> None:
    try:
        command = importlib.import_module(_WITNESS)
    except ModuleNotFoundError as error:
        if error.name != _WITNESS:
            raise
        parser.error("the witness is not part of this file; install Hallmark")
    command.add_arguments(parser)
    parser.set_defaults(run=command.run)


def _make_key(options: argparse.Namespace) -> int:
    if not HAS_CRYPTOGRAPHY:
        raise LedgerError("making a key needs the package cryptography")
    signer = generate_key(options.name, COSIGNATURE if options.cosigner else NOTE)
    try:
        number = os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise MalformedError(
            f"{options.file} exists; a key is not overwritten"
        ) from error
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(f"{signer.skey}\n")
        file.flush()
        os.fsync(file.fileno())
    sys.stdout.write(f"{signer.verifier.vkey}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
