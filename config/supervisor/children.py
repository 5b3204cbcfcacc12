"""Starts processes, keeps them running, and ends them with all they started."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from config.supervisor.guard import Guard

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
HEALTHY_AFTER = 30.0  # a child that lived this long starts again without delay
LONGEST_LINE = 64 * 1024

Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Command:
    """One process: its name, its arguments, and what it inherits."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    sockets: Sequence[int] = field(default=())


class Child:
    """One process that is started again whenever it ends."""

    def __init__(self, command: Command, say: Say, guard: Guard) -> None:
        self.command, self.say, self.guard = command, say, guard
        self.process: asyncio.subprocess.Process | None = None
        self.stopping = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to keep the process running."""
        self.task = asyncio.create_task(self.keep())

    async def keep(self) -> None:
        """Run it again and again, more slowly while it fails, until told to stop."""
        delay = 0.0
        while not self.stopping.is_set():
            started = time.monotonic()
            code = await self.run_once()
            if self.stopping.is_set():
                return
            delay = next_delay(delay, time.monotonic() - started)
            self.tell(f"{ending(code)}; it starts again in {delay:g} s")
            await asyncio.sleep(delay)

    async def run_once(self) -> int:
        """Start it, pass on what it says, and return its exit code."""
        try:
            self.process, output = await spawn(self.command)
        except OSError as error:
            self.tell(f"cannot be started: {error}")
            return 127
        pid = self.process.pid
        self.guard.started(pid)
        reading = asyncio.create_task(self.read(output))
        code = await self.process.wait()
        # What it left behind would hold its port, its files and its output.
        kill_group(pid, signal.SIGKILL)
        self.guard.ended(pid)
        await asyncio.wait({reading}, timeout=1)
        reading.cancel()
        self.process = None
        return code

    async def read(self, output: int) -> None:
        """Hand on each line, also one without an end."""
        with os.fdopen(output, "rb") as pipe:
            async for line in lines_of(pipe):
                self.say(self.command.name, line)

    async def stop(self, patience: float) -> None:
        """Ask it to end what it has started; kill what is left after the patience."""
        self.stopping.set()
        process = self.process
        if process is not None:
            # Not the group: a worker finishes its job, the gateway its requests.
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), patience)
            except TimeoutError:
                self.tell(f"did not end within {patience:g} s and was killed")
            kill_group(process.pid, signal.SIGKILL)
        if self.task is not None:
            timeout = 2 if process else 0  # its last words, unless it only waits
            await asyncio.wait({self.task}, timeout=timeout)
            self.task.cancel()

    def kill(self) -> None:
        """End the group at once."""
        if self.process is not None:
            kill_group(self.process.pid, signal.SIGKILL)

    def tell(self, what: str) -> None:
        """Say something about the child rather than for it."""
        self.say(self.command.name, f"({what})")


async def spawn(command: Command) -> tuple[asyncio.subprocess.Process, int]:
    """Start in a session of its own: the terminal's Ctrl-C reaches the parent only.

    The output pipe is ours, not asyncio's, whose `wait` waits for grandchildren too.
    """
    output, inherited = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *command.arguments,
            env=dict(command.environment),
            cwd=command.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=inherited,
            stderr=inherited,
            pass_fds=tuple(command.sockets),
            start_new_session=True,
        )
    except OSError:
        os.close(output)
        raise
    finally:
        os.close(inherited)
    return process, output


async def lines_of(pipe: BinaryIO) -> AsyncIterator[str]:
    """Split a stream into lines; one that never ends is cut, not collected."""
    stream = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), pipe
    )
    rest = b""
    while chunk := await stream.read(LONGEST_LINE):
        *whole, rest = (rest + chunk).split(b"\n")
        if len(rest) > LONGEST_LINE:
            whole, rest = [*whole, rest], b""
        for line in whole:
            yield line.decode(errors="replace").rstrip("\r")
    if rest:
        yield rest.decode(errors="replace")


def kill_group(group: int, number: signal.Signals) -> None:
    """Signal a process group that may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def next_delay(previous: float, lived: float) -> float:
    """Double the wait after each failure; start over after a healthy life."""
    if lived >= HEALTHY_AFTER or not previous:
        return FIRST_DELAY
    return min(previous * 2, LONGEST_DELAY)


def ending(code: int) -> str:
    """Say how a process ended."""
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with code {code}"
