"""What `manage.py check --database default` asks of the database (and `migrate`)."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage
from django.db import connection

from governance import protection

HINT = (
    "Somebody with the owner's rights changed it. Find out who and why, verify the "
    "ledger against a checkpoint kept elsewhere, then make the trigger again."
)


def append_only_tables_are_protected(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Every trigger that a migration made is there, and binds the user we are."""
    if connection.alias not in (databases or ()):
        return []
    faults = [
        checks.Error(f"{fault}.", hint=HINT, id="governance.E001")
        for fault in protection.missing()
    ]
    weak = [
        checks.Warning(each, id="governance.W001") for each in protection.weaknesses()
    ]
    return [*faults, *weak]


def register() -> None:
    """Called once, when the app is ready."""
    checks.register(append_only_tables_are_protected, checks.Tags.database)
