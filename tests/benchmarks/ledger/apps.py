"""The benchmark's tables, as an app of their own."""

from django.apps import AppConfig


class LedgerBenchmark(AppConfig):
    """Installed by the benchmark's settings and nowhere else."""

    name = "tests.benchmarks.ledger"
    label = "ledger_benchmark"
