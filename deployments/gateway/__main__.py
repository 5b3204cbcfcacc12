"""`python -m deployments.gateway`: serves the releases that the routes file names."""

import argparse
import logging
from pathlib import Path

import uvloop

from .gateway import Options, serve


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="deployments.gateway", description=__doc__)
    parser.add_argument("--routes", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, required=True)
    parser.add_argument("--control", type=Path, required=True)
    parser.add_argument("--fd", type=int, help="a listening socket that was inherited")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--launch-limit", type=float, default=60.0)
    parser.add_argument("--drain-idle", type=float, default=5.0)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    uvloop.run(serve(Options(**vars(parser.parse_args()))))


if __name__ == "__main__":
    main()
