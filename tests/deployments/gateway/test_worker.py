"""One worker that hangs, dies or is asked too much."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import uvloop

from deployments.gateway import worker as worker_module
from deployments.gateway.link import Exchange
from deployments.gateway.routes import WorkerOrder
from deployments.gateway.worker import State, Worker
from deployments.scoring.messages import Request
from tests.deployments.gateway.harness import BODY
from tests.deployments.scoring import tiny

pytestmark = pytest.mark.enable_socket
Answer = asyncio.Future[tuple[int, str]]


def running(folder: Path, scenario: Callable[[Worker], Awaitable[None]]) -> None:
    """Run a scenario with a worker that is ready."""
    spec = folder / "spec.json"
    spec.write_text(json.dumps(tiny.spec()))
    (folder / "scoring").symlink_to(tiny.ROOT / "deployments" / "scoring")
    order = WorkerOrder("k", "v", "d", sys.executable, str(folder), str(spec))

    async def run(short: str) -> None:
        gate = asyncio.Semaphore(1)
        made = Worker(order, Path(short) / "s", gate, lambda: None, 30)
        made.start()
        try:
            await ready(made)
            await asyncio.wait_for(scenario(made), 30)
        finally:
            await made.retire()

    with TemporaryDirectory(prefix="hmt-") as short:
        uvloop.run(run(short))


async def ready(worker: Worker, *, after: int | None = None) -> int:
    """Wait until a process is ready, another than `after`."""
    for _ in range(3000):
        if worker.state is State.READY and worker.pid not in (None, after):
            assert worker.pid is not None
            return worker.pid
        await asyncio.sleep(0.01)
    raise AssertionError(worker.reason)


def ask(worker: Worker) -> Answer:
    """Submit one request; the answer is a status and its words."""
    answer: Answer = asyncio.get_running_loop().create_future()

    def answered(exchange: Exchange, status: int, _: bytes, body: bytes) -> None:
        worker.settled(exchange)
        answer.set_result((status, body.decode()))

    def failed(_: Exchange, status: int, detail: str) -> None:
        answer.set_result((status, detail))

    request = Request("POST", "", body=BODY)
    worker.submit(Exchange(request, "/model/score", answered, failed))
    return answer


def test_a_hanging_worker_is_replaced_and_only_one_request_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "ANSWER_LIMIT", 0.3)

    async def scenario(worker: Worker) -> None:
        pid = await ready(worker)
        os.kill(pid, signal.SIGSTOP)
        first, second = ask(worker), ask(worker)
        assert await first == (504, "The model took too long.")
        assert (await second)[0] == 200
        assert await ready(worker) != pid

    running(tmp_path, scenario)


def test_a_request_that_saw_two_deaths_is_given_up(tmp_path: Path) -> None:
    async def scenario(worker: Worker) -> None:
        pid = await ready(worker)
        os.kill(pid, signal.SIGSTOP)
        answer = ask(worker)
        await asyncio.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
        worker.order = WorkerOrder("k", "v", "d", *_stopping(tmp_path))
        second = await ready(worker, after=pid)
        await asyncio.sleep(0.05)
        os.kill(second, signal.SIGKILL)
        assert await answer == (503, "The worker ended twice on this request.")

    running(tmp_path, scenario)


def _stopping(folder: Path) -> tuple[str, str, str]:
    """Make an interpreter whose worker says READY and then stands still."""
    shim = folder / "python"
    say, stop = "os.write(int(sys.argv[-1]), b'READY\\n')", "os.kill(os.getpid(), 19)"
    code = f"import os, sys; {say}; {stop}"
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{code}" "$@"\n')
    shim.chmod(0o755)
    return str(shim), str(folder), str(folder / "spec.json")


def test_a_worker_owes_a_bounded_number_of_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "MAX_WAITING", 2)

    async def scenario(worker: Worker) -> None:
        pid = await ready(worker)
        os.kill(pid, signal.SIGSTOP)
        answers = [ask(worker) for _ in range(3)]
        assert await answers[2] == (503, "Too many requests are waiting.")
        os.kill(pid, signal.SIGCONT)
        assert [(await answer)[0] for answer in answers[:2]] == [200, 200]
        assert (await ask(worker))[0] == 200

    running(tmp_path, scenario)


def test_a_request_does_not_wait_for_ever_for_a_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "WAIT_LIMIT", 0.2)

    async def scenario(worker: Worker) -> None:
        pid = await ready(worker)
        nowhere = WorkerOrder("k", "v", "d", "/nowhere", "/", "/")
        worker.order, before = nowhere, worker.order
        os.kill(pid, signal.SIGKILL)
        lost = [ask(worker), ask(worker)]
        late = (503, "The worker did not come back in time.")
        assert await asyncio.gather(*lost) == [late, late]
        worker.order = before
        await ready(worker, after=pid)
        assert (await ask(worker))[0] == 200

    running(tmp_path, scenario)
