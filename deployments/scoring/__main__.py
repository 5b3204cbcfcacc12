"""`python -m scoring`: one worker for one version."""

import argparse
import socket
import sys
from pathlib import Path

from .tether import Tether


def main() -> int:
    """Serve, or say on the tether and on standard error why not."""
    options = _options()
    tether = Tether(options.ready_fd) if options.ready_fd is not None else None
    try:
        # Imported here, so that a broken environment too is told as a reason.
        from .worker import run  # noqa: PLC0415

        run(options.spec, _listener(options), tether)
    except Exception as error:  # noqa: BLE001 - whatever it was, the page must show it
        reason = _reason(error)
        sys.stderr.write(f"The worker cannot start. {reason}\n")
        if tether is not None:
            tether.failed(reason)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scoring", description=__doc__)
    parser.add_argument("--spec", type=Path, required=True)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--socket", help="path of a unix socket to create")
    place.add_argument("--fd", type=int, help="a listening socket that was inherited")
    parser.add_argument("--ready-fd", type=int, help="where READY or FAILED is told")
    return parser.parse_args()


def _listener(options: argparse.Namespace) -> socket.socket:
    if options.fd is not None:
        return socket.socket(fileno=options.fd)
    listener = socket.socket(socket.AF_UNIX)
    Path(options.socket).unlink(missing_ok=True)
    listener.bind(options.socket)
    return listener


def _reason(error: Exception) -> str:
    named = type(error).__name__ == "LaunchError"
    return str(error) if named else f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    sys.exit(main())
