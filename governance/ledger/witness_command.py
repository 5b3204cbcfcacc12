"""`python -m governance.ledger witness`: run a witness of one or more logs."""

import argparse
import asyncio
import logging
import socket
import sys
from pathlib import Path

from governance.ledger.errors import LedgerError
from governance.ledger.keys import Signer, Verifier
from governance.ledger.witness import Witness
from governance.ledger.witness_server import WitnessServer
from governance.ledger.witness_state import WitnessState

PORT = 8003
QUEUE = 128
UNUSABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the subcommand."""
    parser.description = __doc__
    parser.add_argument(
        "--key-file",
        type=Path,
        required=True,
        help="the witness's own signer key, of a cosigner",
    )
    parser.add_argument(
        "--log-vkey",
        action="append",
        default=[],
        metavar="VKEY",
        help="a verifier key of a log; again for more logs, or after a rotation",
    )
    parser.add_argument(
        "--log-vkey-file",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a file with one verifier key a line",
    )
    parser.add_argument(
        "--state",
        type=Path,
        required=True,
        help="folder of what was cosigned; losing it makes the key worthless",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--fd", type=int, help="a listening socket that was inherited")


def run(args: argparse.Namespace) -> int:
    """Listen until told to stop; 2 when a key, the state or the port is unusable."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    try:
        signer = Signer.parse(args.key_file.read_text(encoding="utf-8").strip())
        logs = read_logs(args.log_vkey, args.log_vkey_file)
        state = WitnessState(args.state, signer.verifier, logs)
        witness = Witness(signer, logs, state)
        listener = listen(args)
    except (LedgerError, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"witness: {error}\n")
        return UNUSABLE
    told = f"The witness {signer.verifier.vkey}\nlistens on {address_of(listener)}\n"
    sys.stdout.write(told)
    for verifier in logs:
        if state.latest(verifier.name) is None:
            sys.stdout.write(f"{verifier.name}: nothing seen yet, the first is taken\n")
    sys.stdout.flush()
    asyncio.run(WitnessServer(witness).run(listener))
    return 0


def read_logs(vkeys: list[str], files: list[Path]) -> list[Verifier]:
    """The keys of the logs; raises LedgerError when there is none or one is wrong."""
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    found = [Verifier.parse(line.strip()) for line in [*vkeys, *lines] if line.strip()]
    if not found:
        raise LedgerError("name a log with --log-vkey or --log-vkey-file")
    return list(dict.fromkeys(found))


def listen(args: argparse.Namespace) -> socket.socket:
    """The inherited socket, or a new one."""
    if args.fd is not None:
        return socket.socket(fileno=args.fd)
    family = socket.AF_INET6 if ":" in args.host else socket.AF_INET
    where = (args.host, args.port)
    return socket.create_server(where, family=family, backlog=QUEUE)


def address_of(listener: socket.socket) -> str:
    """Where it listens, as a URL."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
