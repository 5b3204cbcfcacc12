"""Follows the routes file and keeps the last good one."""

import shutil
from pathlib import Path

from .routes import BadRoutesError, Routes, read_routes

LAST_GOOD = "routes.last-good.json"


class RoutesFile:
    """Notices a replaced file by its inode, size and time."""

    def __init__(self, path: Path, memory: Path) -> None:
        """Look at `path`; keep a copy of what was good in the folder `memory`."""
        self._path = path
        self._kept = memory / LAST_GOOD
        self._seen: tuple[int, int, int] | None = None
        self._had_one = False
        self.error: str | None = None

    def first(self) -> Routes | None:
        """Give the routes at a start: the file's, or else the last good ones."""
        routes = self.changed()
        if routes is None and self._kept.exists():
            routes = read_routes(self._kept)
            self._had_one = True
            self.error = self.error or "The routes file is missing."
        return routes

    def changed(self) -> Routes | None:
        """Give new routes, or None when nothing changed for the better."""
        try:
            found = self._path.stat()
        except OSError:
            self._seen = None
            self.error = "The routes file is missing." if self._had_one else None
            return None
        mark = (found.st_ino, found.st_size, found.st_mtime_ns)
        if mark == self._seen:
            return None
        self._seen = mark
        return self._read()

    def _read(self) -> Routes | None:
        try:
            routes = read_routes(self._path)
        except BadRoutesError as error:
            self.error = str(error)
            return None
        self.error, self._had_one = None, True
        self._keep()
        return routes

    def _keep(self) -> None:
        fresh = self._kept.with_suffix(".new")
        try:
            shutil.copyfile(self._path, fresh)
            fresh.replace(self._kept)
        except OSError as error:  # followed all the same; only a restart would miss it
            self.error = f"The good routes could not be kept: {error}"
