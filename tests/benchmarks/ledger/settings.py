"""The product's settings with one table to write to, and the peers where they are.

Unlike in tests, PostgreSQL waits for the disk at each commit, as in production.
"""

import importlib.util

from config.settings.testing import *  # noqa: F403 - all of them
from config.settings.testing import DATABASES, INSTALLED_APPS

IS_POSTGRES = DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
if IS_POSTGRES:
    DATABASES["default"].pop("OPTIONS", None)

PEERS = [
    name
    for name in (
        "auditlog",
        "simple_history",
        *(("pgtrigger", "pghistory")[: 2 * IS_POSTGRES]),
    )
    if importlib.util.find_spec(name)
]
INSTALLED_APPS = [*INSTALLED_APPS, *PEERS, "tests.benchmarks.ledger"]
PGTRIGGER_MIGRATIONS = False  # the benchmark's tables have no migrations
LOGGING_CONFIG = None
