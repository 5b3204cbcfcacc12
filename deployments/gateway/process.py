"""Starts one scoring process and hears how its launch went."""

import asyncio
import contextlib
import os
import signal
import socket
import tempfile

from .routes import WorkerOrder

STOP_LIMIT = 10.0
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class LaunchFailedError(Exception):
    """Why a process did not become ready."""


class Process:
    """A running worker; its tether is held open for as long as we live."""

    def __init__(
        self, child: asyncio.subprocess.Process, tether: asyncio.StreamWriter
    ) -> None:
        """Hold the child and our end of its tether."""
        self._child = child
        self._tether = tether

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    async def wait(self) -> str:
        """Wait for the end and say what it was."""
        code = await self._child.wait()
        self._tether.close()
        return ended(code)

    async def stop(self) -> None:
        """Ask to drain, then insist."""
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.wait(), STOP_LIMIT)
        except TimeoutError:
            self.kill()
            await self.wait()

    def kill(self) -> None:
        """End it now."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._child.send_signal(number)


def ended(code: int) -> str:
    """Put an exit status in words."""
    if code < 0:
        return f"The worker was ended by {signal.Signals(-code).name}."
    return f"The worker ended with exit status {code}."


async def launch(order: WorkerOrder, listener: socket.socket, limit: float) -> Process:
    """Start a worker and wait for READY; raise `LaunchFailedError` with the reason."""
    ours, theirs = socket.socketpair()
    reader, tether = await asyncio.open_unix_connection(sock=ours)
    try:
        with theirs:
            child = await _spawn(order, listener.fileno(), theirs.fileno())
    except BaseException as error:
        tether.close()
        if isinstance(error, OSError):
            raise LaunchFailedError(
                f"The worker cannot be started: {error}."
            ) from error
        raise
    process = Process(child, tether)
    try:
        await _hear(reader, process, limit)
    except BaseException:
        process.kill()
        await process.wait()
        raise
    return process


async def _hear(reader: asyncio.StreamReader, process: Process, limit: float) -> None:
    try:
        line = (await asyncio.wait_for(reader.readline(), limit)).decode().strip()
    except TimeoutError:
        raise LaunchFailedError(
            f"The worker was not ready within {limit:g} s."
        ) from None
    if line.startswith("FAILED "):
        raise LaunchFailedError(line.removeprefix("FAILED "))
    if line != "READY":
        raise LaunchFailedError(f"{await process.wait()} It had not become ready.")


async def _spawn(
    order: WorkerOrder, listener: int, tether: int
) -> asyncio.subprocess.Process:
    """Start from the copied code alone: no current folder, no user packages.

    A session of its own keeps a Ctrl-C on the terminal from reaching the worker before
    the gateway has drained it.
    """
    return await asyncio.create_subprocess_exec(
        *(order.python, "-P", "-s", "-B", "-m", "scoring", "--spec", order.spec),
        *("--fd", str(listener), "--ready-fd", str(tether)),
        pass_fds=(listener, tether),
        stdin=asyncio.subprocess.DEVNULL,
        env=_environment(order.code),
        cwd=tempfile.gettempdir(),
        start_new_session=True,
    )


def _environment(code: str) -> dict[str, str]:
    """Give the worker nothing of ours: no secrets, no settings, one thread."""
    plain = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": code}
    plain |= {"ORT_DISABLE_TELEMETRY": "1"}  # or onnxruntime keeps a device id
    return plain | {"HOME": tempfile.gettempdir()} | dict.fromkeys(_ONE_THREAD, "1")
