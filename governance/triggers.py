"""Triggers made by migrations, told so that `governance.protection` can compare.

They stop accidents and every role that does not own the tables. An owner can drop
them: the ledger can only show that later, by hashes kept elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.migrations.operations.base import Operation

# The bits of pg_trigger.tgtype.
ROW, BEFORE = 1, 2
VERBS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}


@dataclass(frozen=True, slots=True)
class Function:
    """A trigger function of PostgreSQL."""

    name: str
    source: str

    def sql(self) -> str:
        """The statement that makes it, or puts it in the place of an older one."""
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger "
            f"LANGUAGE plpgsql AS $hallmark${self.source}$hallmark$"
        )


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger. SQLite: its body. PostgreSQL: what fires it and its function."""

    table: str
    name: str
    body: str = ""
    verbs: tuple[str, ...] = ()
    function: Function | None = None

    @property
    def kind(self) -> int:
        """What pg_trigger.tgtype must be."""
        once = self.verbs == ("TRUNCATE",)
        return sum(VERBS[verb] for verb in self.verbs) + BEFORE + (0 if once else ROW)

    def dropped(self) -> str:
        """The statement that takes it away, if it is there."""
        place = f" ON {self.table}" if self.function else ""
        return f"DROP TRIGGER IF EXISTS {self.name}{place}"

    def made(self) -> list[str]:
        """The statements that make it; on PostgreSQL it fires for replicas too."""
        if not self.function:
            return [f"CREATE TRIGGER {self.name} {self.body}"]
        each = "ROW" if self.kind & ROW else "STATEMENT"
        when = f"BEFORE {' OR '.join(self.verbs)} ON {self.table} FOR EACH {each}"
        does = f"EXECUTE FUNCTION {self.function.name}()"
        return [
            self.function.sql(),
            f"CREATE TRIGGER {self.name} {when} {does}",
            f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {self.name}",
        ]


class MakeTriggers(Operation):
    """A migration step; a trigger of the same name is replaced."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, **triggers: Sequence[Trigger]) -> None:
        """Take the triggers of each vendor: `sqlite=...`, `postgresql=...`."""
        self.triggers: Mapping[str, Sequence[Trigger]] = triggers

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models know nothing of triggers."""

    def database_forwards(self, app_label: str, editor: Any, *states: Any) -> None:
        """Make them."""
        for trigger in self.triggers[editor.connection.vendor]:
            for statement in (trigger.dropped(), *trigger.made()):
                # The %-signs of a function are SQL, not parameters.
                editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, editor: Any, *states: Any) -> None:
        """Take them away."""
        for trigger in self.triggers[editor.connection.vendor]:
            editor.execute(trigger.dropped(), params=None)

    def describe(self) -> str:
        """What `migrate` says it does."""
        tables = {t.table for made in self.triggers.values() for t in made}
        return f"Protect {', '.join(sorted(tables))} by triggers"
