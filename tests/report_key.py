"""A key that seals the reports of a test run; made once, given as the worker's is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from reports.sealing import keys

PEM = keys.make("Hallmark report seal of the tests")
KEY = keys.parse(PEM)


@contextmanager
def given() -> Iterator[None]:
    """The environment of a worker."""
    before = os.environ.get(keys.VARIABLE)
    os.environ[keys.VARIABLE] = PEM
    try:
        yield
    finally:
        if before is None:
            del os.environ[keys.VARIABLE]
        else:
            os.environ[keys.VARIABLE] = before
