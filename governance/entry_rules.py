"""What the database itself demands of an entry, whoever writes it and however.

The operations check the same earlier and say it in words for people; this is for
everything that does not go through them.
"""

from collections.abc import Iterable

from governance.triggers import Function, MakeTriggers, Trigger

TABLE = "governance_entry"
MAX_BODY_BYTES = 65_535  # C2SP tlog-tiles: an entry bundle gives a length of two bytes
DIGEST_LENGTH = 44  # base64 of a SHA-256
NEWLINE = f"ledger: an entry is one line of at most {MAX_BODY_BYTES} bytes"
TOO_LONG = f"ledger: an entry holds at most {MAX_BODY_BYTES} bytes"
NO_REASON = "ledger: this action demands a reason"


def bound_bodies() -> MakeTriggers:
    """A migration step: a body longer than an entry bundle can carry is refused."""
    too_long = f"length(NEW.body) > {MAX_BODY_BYTES}"
    # SQLite takes text too, and counts its characters.
    return _demand("bounded", TOO_LONG, too_long, sqlite="typeof(NEW.body) <> 'blob'")


def keep_bodies_one_line() -> MakeTriggers:
    """A migration step: as `bound_bodies`, and a body holds no newline.

    An export writes each body on a line of its own, so that one newline would make
    every range over it impossible. Canonical JSON never holds one (RFC 8785 3.2.2.2).
    """
    too_long = f"length(NEW.body) > {MAX_BODY_BYTES}"
    # instr compares bytes where both are blobs; position does for bytea.
    on_sqlite = "typeof(NEW.body) <> 'blob' OR instr(NEW.body, x'0A') > 0"
    on_postgresql = f"{too_long} OR position('\\x0a'::bytea IN NEW.body) > 0"
    return _demand(
        "bounded", NEWLINE, too_long, sqlite=on_sqlite, postgresql=on_postgresql
    )


def demand_reasons(codes: Iterable[str]) -> MakeTriggers:
    """A migration step: entries of these actions need the digest of a reason.

    The list takes the place of any earlier one: name all of them again when the
    catalogue grows.
    """
    names = ", ".join(f"'{code}'" for code in sorted(codes))
    lacking = f"coalesce(length(NEW.why_digest), 0) <> {DIGEST_LENGTH}"
    return _demand("reasons", NO_REASON, f"{lacking} AND NEW.action IN ({names})")


def newest_id_only() -> MakeTriggers:
    """A migration step, SQLite only: the id of a new entry is the greatest.

    A smaller one would lie below the sequencer's mark and never be numbered. Before
    the insert SQLite does not know the id yet. PostgreSQL has no such mark, and who may
    insert there may not name an id.
    """
    name = f"{TABLE}_newest_id"
    says = "ledger: the id of an entry is given by the database"
    forged = f"NEW.id < 1 OR NEW.id < (SELECT max(id) FROM {TABLE})"  # noqa: S608 - ours
    body = f"AFTER INSERT ON {TABLE} WHEN {forged} BEGIN {_abort(says)}; END"
    return MakeTriggers(sqlite=[Trigger(TABLE, name, body)], postgresql=[])


def _demand(
    name: str,
    message: str,
    broken: str,
    *,
    sqlite: str = "FALSE",
    postgresql: str = "",
) -> MakeTriggers:
    """Refuse an INSERT for which `broken`, or on SQLite `sqlite`, is true.

    `postgresql` takes the place of `broken` there.
    """
    full = f"{TABLE}_{name}"
    when = f"WHEN {sqlite} OR ({broken})"
    body = f"BEFORE INSERT ON {TABLE} {when} BEGIN {_abort(message)}; END"
    source = (
        f"\nBEGIN IF {postgresql or broken} THEN RAISE EXCEPTION '{message}' "
        "USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END "
    )
    function = Function(f"hallmark_entry_{name}", source)
    on_postgres = Trigger(TABLE, full, verbs=("INSERT",), function=function)
    return MakeTriggers(sqlite=[Trigger(TABLE, full, body)], postgresql=[on_postgres])


def _abort(message: str) -> str:
    return f"SELECT RAISE(ABORT, '{message}')"
