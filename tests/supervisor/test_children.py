"""One child: how it is started again, how it ends, how its words are read."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from config.supervisor.children import Child, Command, next_delay
from config.supervisor.guard import Guard

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('deaf', flush=True); time.sleep(30)"
)


class SilentGuard(Guard):
    """Remembers groups without a watcher."""

    def __init__(self) -> None:
        self.groups = set()

    def tell(self, line: str) -> None:
        pass


class Scene:
    """A child and what it said."""

    def __init__(self, code: str) -> None:
        self.said: list[str] = []
        line = [sys.executable, "-S", "-c", code]
        command = Command("child", line, dict(os.environ), Path.cwd())
        self.child = Child(command, self.say, SilentGuard())

    def say(self, name: str, line: str) -> None:
        self.said.append(line)

    async def wait_for(self, words: str, times: int = 1) -> None:
        async with asyncio.timeout(5):
            while True:
                if sum(words in line for line in self.said) >= times:
                    return
                await asyncio.sleep(0.01)


def play(scene: Scene, act: Callable[[Scene], Awaitable[None]]) -> list[str]:
    async def run() -> None:
        await act(scene)

    asyncio.run(run())
    return scene.said


@pytest.mark.parametrize(
    ("previous", "lived", "expected"),
    [
        (0, 0.1, 0.5),
        (0.5, 0.1, 1.0),
        (16, 1, 30),
        (30, 1, 30),
        (30, 29.9, 30),
        (30, 30, 0.5),
    ],
)
def test_the_delay_doubles_until_a_healthy_life(
    previous: float, lived: float, expected: float
) -> None:
    assert next_delay(previous, lived) == expected


def test_a_crashing_child_starts_again_and_says_why() -> None:
    async def act(scene: Scene) -> None:
        scene.child.start()
        await scene.wait_for("up", times=2)
        await scene.child.stop(1)

    said = play(Scene("print('up'); raise SystemExit(7)"), act)
    assert "(ended with code 7; it starts again in 0.5 s)" in said


def test_a_deaf_child_is_killed_after_the_patience() -> None:
    async def act(scene: Scene) -> None:
        scene.child.start()
        await scene.wait_for("deaf")
        began = time.monotonic()
        await scene.child.stop(0.2)
        assert time.monotonic() - began < 1
        assert scene.child.guard.groups == set()

    said = play(Scene(STUBBORN), act)
    assert not any("starts again" in line for line in said)


def test_stopping_a_child_that_waits_for_its_next_start_takes_no_time() -> None:
    async def act(scene: Scene) -> None:
        scene.child.start()
        await scene.wait_for("starts again")
        began = time.monotonic()
        await scene.child.stop(5)
        assert time.monotonic() - began < 0.2

    play(Scene("raise SystemExit(1)"), act)


def test_a_program_that_does_not_exist_is_reported() -> None:
    scene = Scene("")
    command = Command("child", ["/does/not/exist"], {}, Path.cwd())
    child = Child(command, scene.say, SilentGuard())
    assert asyncio.run(child.run_once()) == 127
    assert "cannot be started" in scene.said[0]


def test_lines_are_split_decoded_and_cut() -> None:
    async def act(scene: Scene) -> None:
        await scene.child.run_once()

    code = (
        "import sys; w = sys.stdout.buffer.write; "
        r"w(b'one\r\n\xff two\n'); w(b'x' * 200_000); w(b'\nno end')"
    )
    said = play(Scene(code), act)
    assert said[:2] == ["one", "\ufffd two"]
    assert said[-1] == "no end"
    assert "".join(said[2:-1]) == "x" * 200_000
