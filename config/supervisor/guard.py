"""The parent's side of the watcher: who must be ended when the parent is killed."""

import contextlib
import os
import secrets
import subprocess
import sys
from pathlib import Path

from config.supervisor import watcher


class Guard:
    """Keeps a watcher running and tells it what was started and what has ended."""

    def __init__(self, folder: Path, lock: int) -> None:
        self.folder, self.lock = folder, lock
        self.mark = secrets.token_hex(8)
        self.groups: set[int] = set()
        self.pipe = -1
        self.process = self.launch()

    def launch(self) -> "subprocess.Popen[bytes]":
        """Start the watcher; it inherits one end of the pipe and the lock."""
        reading, self.pipe = os.pipe()
        given = [str(reading), str(self.lock)]
        process = subprocess.Popen(  # noqa: S603 - our own file
            [sys.executable, "-I", "-S", watcher.__file__, *given],
            pass_fds=(reading, self.lock),
            start_new_session=True,
        )
        os.close(reading)
        self.introduce()
        return process

    def introduce(self) -> None:
        """Tell a new watcher everything that is true now."""
        self.write(f"mark {self.mark}\nfolder {self.folder}\n")
        for group in self.groups:
            self.write(f"start {group}\n")

    def started(self, group: int) -> None:
        """A process group was started."""
        self.groups.add(group)
        self.tell(f"start {group}\n")

    def ended(self, group: int) -> None:
        """A process group is gone."""
        self.groups.discard(group)
        self.tell(f"end {group}\n")

    def tell(self, line: str) -> None:
        """Write to the watcher; start another one when somebody has killed it."""
        if self.process.poll() is not None:
            self.replace()
            return
        self.write(line)

    def replace(self) -> None:
        """Start a new watcher that knows what the old one knew."""
        os.close(self.pipe)
        self.process = self.launch()

    def write(self, text: str) -> None:
        """A watcher that dies this moment is replaced with the next line."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self.pipe, text.encode())

    def close(self) -> None:
        """Let the watcher clean up what is left, and wait for it."""
        os.close(self.pipe)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=watcher.PATIENCE + 2)
