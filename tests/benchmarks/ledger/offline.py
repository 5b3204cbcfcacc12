"""Strict verification without a database: parse, re-render, compare, hash, root."""

from time import process_time

from governance.ledger.canonical import parse
from governance.ledger.frontier import Frontier
from governance.ledger.hashing import leaf_hash
from tests.benchmarks.ledger.figures import Figure, at_least
from tests.benchmarks.ledger.rows import bodies

COUNT, ROUNDS = 100_000, 3


def measure(_: str) -> list[Figure]:
    """The best of three rounds, by the time of one core: others use the machine."""
    texts = list(bodies(COUNT))
    rates = []
    for _round in range(ROUNDS):
        began = process_time()
        frontier = Frontier()
        frontier.extend(_leaf(text) for text in texts)
        frontier.root()
        rates.append(COUNT / (process_time() - began))
    name = f"offline: strict verification, bodies of {len(texts[-1])} bytes"
    return [at_least(name, "entries/s on one core", max(rates), 100_000)]


def _leaf(text: bytes) -> bytes:
    parse(text)
    return leaf_hash(text)
