"""Access and changes, whatever people do in which order.

The rules stand in `moving`, what they should come to in `expected`, and what must hold
after each of them in `brute_force`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.permissions.moving.base import base
from tests.permissions.moving.machine import Moving
from tests.permissions.world import in_folder

START = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def machine(db: None, tmp_path: Path) -> Iterator[type[Moving]]:
    """The machine on its base; each example is taken back to it."""
    with (
        in_folder(tmp_path) as runtime,
        time_machine.travel(START, tick=False) as clock,
    ):
        yield type("Case", (Moving,), {"base": base(clock, runtime)})


# Without shrinking, which takes minutes here: the failing way is told as it is.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def _run(machine: type[Moving], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_step_comes_out_as_foretold(machine: type[Moving]) -> None:
    _run(machine, examples=20, steps=20)


@pytest.mark.full
def test_many_long_ways_come_out_as_foretold(machine: type[Moving]) -> None:
    _run(machine, examples=200, steps=50)
