"""The steps of a start, with their times: a spinner on a terminal, lines elsewhere."""

import asyncio
import contextlib
import re
import shutil
import time
from collections import deque
from collections.abc import AsyncIterator

from config.supervisor.logs import Terminal

FRAMES = "|/-\\"
WIDTH = 48
LAST_WORDS = 20  # lines shown of a step that failed
# What a command prints to tell how far it is: a fraction, then what it does now.
FRACTION = re.compile(r"([01]\.\d\d) (.+)")


class Step:
    """One step: what it is doing now, and its last words in case it fails."""

    def __init__(self, terminal: Terminal, title: str) -> None:
        self.terminal, self.title = terminal, title
        self.started = time.monotonic()
        self.detail = ""
        self.words: deque[str] = deque(maxlen=LAST_WORDS)

    def hear(self, line: str) -> None:
        """Take one line of the command that does the work."""
        self.words.append(line)
        if not (found := FRACTION.fullmatch(line)):
            return
        fraction, detail = found.groups()
        if not self.terminal.is_live and not self.detail.endswith(detail):
            self.terminal.line(f"{float(fraction):6.0%}  {detail}")
        self.detail = f"{float(fraction):4.0%}  {detail}"

    async def spin(self) -> None:
        """Keep the status line moving until cancelled."""
        turn = 0
        while True:
            width = shutil.get_terminal_size().columns - 1
            text = f"{FRAMES[turn % 4]}  {self.seconds()}  {self.title} {self.detail}"
            self.terminal.show(text[:width])
            turn += 1
            await asyncio.sleep(0.15)

    def seconds(self) -> str:
        """How long it has taken."""
        return f"{time.monotonic() - self.started:5.1f} s"

    def done(self) -> None:
        """Say that it came to its end."""
        done = self.terminal.coloured("done", 32)
        self.terminal.line(f"{done}  {self.title.ljust(WIDTH)}{self.seconds()}")

    def failed(self) -> None:
        """Say that it did not, and what it said last."""
        for line in self.words:
            self.terminal.line(f"  {line}")
        self.terminal.line(f"{self.title} did not finish.")


@contextlib.asynccontextmanager
async def step(terminal: Terminal, title: str) -> AsyncIterator[Step]:
    """Show that something is being done, and then how long it took."""
    current = Step(terminal, title)
    if not terminal.is_live:
        terminal.line(f"{title} ...")
    spinner = asyncio.create_task(current.spin())
    try:
        yield current
    except asyncio.CancelledError:
        await end(spinner, terminal)
        raise
    except BaseException:
        await end(spinner, terminal)
        current.failed()
        raise
    await end(spinner, terminal)
    current.done()


async def end(spinner: asyncio.Task[None], terminal: Terminal) -> None:
    """Stop the spinner and take its line away."""
    spinner.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await spinner
    terminal.show("")
