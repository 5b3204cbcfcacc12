"""Triggers for rows that only grow but whose texts can be erased, for migrations."""

from governance.append_only import append_only
from governance.triggers import Function, MakeTriggers, Trigger


def erasable(table: str, texts: tuple[str, ...], kept: tuple[str, ...]) -> MakeTriggers:
    """A migration step: rows of `table` are added, and their texts may be emptied.

    An update sets erased_at, or leaves it as an earlier one set it, empties at least
    one of `texts` and changes nothing else. `kept` are all the other columns.
    """
    base = append_only(table)
    allowed = _allowed(texts, same="IS")
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in kept)
    on_sqlite = Trigger(
        table,
        f"{table}_no_update",
        f"BEFORE UPDATE ON {table} WHEN NOT ({allowed} AND {same}) "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: UPDATE on {table} is refused'); END",
    )
    on_postgres = Trigger(
        table,
        f"{table}_append_only",
        verbs=("UPDATE", "DELETE"),
        function=_function(table, texts),
    )
    return MakeTriggers(
        sqlite=[*_but(base.triggers["sqlite"], on_sqlite), on_sqlite],
        postgresql=[*_but(base.triggers["postgresql"], on_postgres), on_postgres],
    )


def _but(triggers: object, replaced: Trigger) -> list[Trigger]:
    assert isinstance(triggers, list)  # noqa: S101 - as append_only makes them
    return [trigger for trigger in triggers if trigger.name != replaced.name]


def _allowed(texts: tuple[str, ...], same: str) -> str:
    emptied = " OR ".join(f"NEW.{text} = ''" for text in texts)
    each = " AND ".join(
        f"(NEW.{text} = '' OR NEW.{text} {same} OLD.{text})" for text in texts
    )
    return (
        "NEW.erased_at IS NOT NULL "
        f"AND (OLD.erased_at IS NULL OR NEW.erased_at {same} OLD.erased_at) "
        f"AND ({emptied}) AND {each}"
    )


def _function(table: str, texts: tuple[str, ...]) -> Function:
    """The other columns are compared as they are, whatever they will be called."""
    open_ones = ", ".join(f"'{name}'" for name in (*texts, "erased_at"))
    rest = f"- ARRAY[{open_ones}]"
    source = (
        f"\nBEGIN\n    IF TG_OP = 'UPDATE' AND {_allowed(texts, same='=')}\n"
        f"        AND to_jsonb(NEW) {rest} = to_jsonb(OLD) {rest}\n"
        "    THEN RETURN NEW; END IF;\n"
        "    RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME;\n"
        "END "
    )
    return Function(f"hallmark_erased_{table}", source)
