"""Measure one part on the database of DATABASE_URL; `bench_ledger` calls it."""

import importlib
import sys

import django

from tests.benchmarks.ledger.figures import say


def main(arguments: list[str]) -> None:
    """Print the figures of one part."""
    part, vendor, *rest = arguments
    django.setup()
    module = importlib.import_module(f"tests.benchmarks.ledger.{part}")
    say(module.measure(vendor, *rest))


if __name__ == "__main__":
    main(sys.argv[1:])
