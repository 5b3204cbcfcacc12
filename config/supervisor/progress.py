"""The steps of a start, with their times: a spinner on a terminal, lines elsewhere."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from config.supervisor.logs import Terminal

FRAMES = "|/-\\"
WIDTH = 48


@contextlib.asynccontextmanager
async def step(terminal: Terminal, title: str) -> AsyncIterator[None]:
    """Show that something is being done, and then how long it took."""
    started = time.monotonic()
    if not terminal.is_live:
        terminal.line(f"{title} ...")
    spinner = asyncio.create_task(spin(terminal, title, started))
    try:
        yield
    except BaseException:
        await ended(spinner, terminal)
        terminal.line(f"{title} did not finish.")
        raise
    await ended(spinner, terminal)
    seconds = f"{time.monotonic() - started:5.1f} s"
    terminal.line(f"{terminal.coloured('done', 32)}  {title.ljust(WIDTH)}{seconds}")


async def spin(terminal: Terminal, title: str, started: float) -> None:
    """Keep the status line moving until cancelled."""
    turn = 0
    while True:
        seconds = time.monotonic() - started
        terminal.show(f"{FRAMES[turn % 4]}     {title.ljust(WIDTH)}{seconds:5.1f} s")
        turn += 1
        await asyncio.sleep(0.15)


async def ended(spinner: asyncio.Task[None], terminal: Terminal) -> None:
    """Stop the spinner and take its line away."""
    spinner.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await spinner
    terminal.show("")
