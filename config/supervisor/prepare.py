"""What must be true before the first process starts: tables, and the demo's content.

Asking Django takes a second; so what was done is remembered beside what it was done
to, and forgotten as soon as either looks different.
"""

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Mapping

from config.supervisor.place import ROOT, Place

PINS = ROOT / "requirements" / "base.txt"  # other people's migrations hang on it


class Done:
    """Remembers, in one small file, which steps were done to which database."""

    def __init__(self, place: Place, environ: Mapping[str, str]) -> None:
        self.path = place.run / "prepared.json"
        self.database = place.data / "db.sqlite3"
        self.url = environ.get("DATABASE_URL") or environ.get("DATABASE_URL_FILE")

    def is_migrated(self) -> bool:
        """Tell whether the tables are those the code wants."""
        return self.is_known() and self.read().get("migrated") == self.tables()

    def is_seeded(self) -> bool:
        """Tell whether this database has the demo's content."""
        return self.is_known() and self.read().get("seeded") == self.identity()

    def is_known(self) -> bool:
        """A server's database is not ours alone, so it is always asked."""
        return not self.url and self.database.exists()

    def migrated(self) -> None:
        """Remember that the tables are up to date."""
        self.write(migrated=self.tables())

    def seeded(self) -> None:
        """Remember that the content is there."""
        self.write(seeded=self.identity())

    def tables(self) -> str:
        """Changes with a migration file, a pinned package, or the applied rows."""
        digest = hashlib.sha256(PINS.read_bytes())
        for file in sorted(ROOT.glob("*/migrations/*.py")):
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
        digest.update(repr(self.applied()).encode())
        return digest.hexdigest()

    def applied(self) -> list[tuple[str, str]]:
        """Which migrations the database says it has."""
        query = "SELECT app, name FROM django_migrations ORDER BY app, name"
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(self.database)) as connection,
        ):
            return list(connection.execute(query))
        return []

    def identity(self) -> str:
        """Tell one database file from another that took its place."""
        query = "SELECT min(applied) FROM django_migrations"
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(self.database)) as connection,
        ):
            return str(connection.execute(query).fetchone()[0])
        return ""

    def read(self) -> dict[str, str]:
        """What is remembered."""
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(self.path.read_text())
            return known if isinstance(known, dict) else {}
        return {}

    def write(self, **facts: str) -> None:
        """Remember one more thing."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({**self.read(), **facts}))
