"""What the children say: prefixed on the terminal, and in one file each."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

LIMIT = 5 * 2**20  # bytes of one log file
KEPT = 3  # older files beside it
COLOURS = {"web": 36, "provider": 35, "worker": 33, "sequencer": 34, "gateway": 32}
PREFIX_WIDTH = 10


class LogFile:
    """Appends lines to a file; a full file becomes `.1`, and so on."""

    def __init__(self, path: Path, limit: int = LIMIT, kept: int = KEPT) -> None:
        self.path, self.limit, self.kept = path, limit, kept
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("ab")

    def write(self, line: str) -> None:
        """Append one line. A full disk must not stop the product."""
        with contextlib.suppress(OSError):
            self.file.write(line.encode() + b"\n")
            self.file.flush()
            if self.file.tell() >= self.limit:
                self.rotate()

    def rotate(self) -> None:
        """Move each older file one place on; the oldest is overwritten."""
        self.file.close()
        for number in range(self.kept, 0, -1):
            source = self.numbered(number - 1)
            if source.exists():
                source.replace(self.numbered(number))
        self.file = self.path.open("ab")

    def numbered(self, number: int) -> Path:
        """The current file is number 0."""
        return (
            self.path.with_name(f"{self.path.name}.{number}") if number else self.path
        )

    def close(self) -> None:
        """Close the file."""
        self.file.close()


class Terminal:
    """Writes lines to a person, keeping one status line below them on a terminal."""

    def __init__(self, stream: TextIO, environ: Mapping[str, str] = os.environ) -> None:
        self.stream = stream
        self.is_live = stream.isatty() and environ.get("TERM") != "dumb"
        self.has_colour = self.is_live and not environ.get("NO_COLOR")
        self.status = ""

    def line(self, text: str = "") -> None:
        """Write one line above the status."""
        self.write(f"{self.erase()}{text}\n{self.status}")

    def show(self, status: str) -> None:
        """Replace the status line; without a terminal there is none."""
        if self.is_live:
            before, self.status = self.erase(), status
            self.write(before + status)

    def said(self, name: str, text: str) -> None:
        """Write what a child said, behind its name."""
        prefix = name.ljust(PREFIX_WIDTH) + "| "
        self.line(self.coloured(prefix, COLOURS.get(name, 37)) + text)

    def coloured(self, text: str, code: int) -> str:
        """Colour the text when a person looks at it."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.has_colour else text

    def erase(self) -> str:
        """What removes the status line that stands there now."""
        return "\r\x1b[K" if self.status else ""

    def write(self, text: str) -> None:
        """Write at once; a terminal that went away must not stop the product."""
        with contextlib.suppress(OSError, ValueError):
            self.stream.write(text)
            self.stream.flush()


class Logs:
    """Sends each line of each child to the terminal and to its file."""

    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self.terminal, self.folder = terminal, folder
        self.files: dict[str, LogFile] = {}

    def write(self, name: str, line: str) -> None:
        """Take one line of one child."""
        self.keep(name, line)
        self.terminal.said(name, line)

    def keep(self, name: str, line: str) -> None:
        """Take one line for the file alone."""
        if name not in self.files:
            self.files[name] = LogFile(self.folder / f"{name}.log")
        self.files[name].write(line)

    def close(self) -> None:
        """Close all files."""
        for file in self.files.values():
            file.close()
