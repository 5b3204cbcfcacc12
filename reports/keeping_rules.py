"""What the database itself demands of reports, whoever changes them and however."""

from typing import Final

from governance.append_only import REFUSE
from governance.triggers import Function, MakeTriggers, Trigger

TABLE: Final = "reports_report"
SHORTER: Final = "reports: a retention is never shortened"
TOO_EARLY: Final = "reports: files are removed after the retention and without a hold"
HELD: Final = (
    "EXISTS (SELECT 1 FROM reports_reporthold h WHERE h.report_id = NEW.id "
    "AND NOT EXISTS (SELECT 1 FROM reports_holdlift l WHERE l.hold_id = h.id))"
)
RULES: Final = {
    "retention": (
        SHORTER,
        (
            "OLD.retain_until IS NOT NULL AND "
            "(NEW.retain_until IS NULL OR NEW.retain_until < OLD.retain_until)"
        ),
    ),
    "removal": (
        TOO_EARLY,
        (
            "OLD.files_removed_at IS NULL AND NEW.files_removed_at IS NOT NULL AND "
            "(NEW.retain_until IS NULL OR NEW.files_removed_at < NEW.retain_until "
            f"OR {HELD})"
        ),
    ),
}


def keep_reports() -> MakeTriggers:
    """A migration step: rows stay, retention only grows, what is held is kept."""
    return MakeTriggers(
        sqlite=[*map(_on_sqlite, RULES), _no_delete()],
        postgresql=[
            *map(_on_postgresql, RULES),
            Trigger(TABLE, f"{TABLE}_kept", verbs=("DELETE",), function=REFUSE),
            Trigger(
                TABLE, f"{TABLE}_no_truncate", verbs=("TRUNCATE",), function=REFUSE
            ),
        ],
    )


def _on_sqlite(name: str) -> Trigger:
    says, broken = RULES[name]
    refuse = f"SELECT RAISE(ABORT, '{says}')"
    body = f"BEFORE UPDATE ON {TABLE} WHEN {broken} BEGIN {refuse}; END"
    return Trigger(TABLE, f"{TABLE}_{name}", body)


def _on_postgresql(name: str) -> Trigger:
    says, broken = RULES[name]
    source = (
        f"\nBEGIN IF {broken} THEN RAISE EXCEPTION '{says}' "
        "USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END "
    )
    function = Function(f"hallmark_report_{name}", source)
    return Trigger(TABLE, f"{TABLE}_{name}", verbs=("UPDATE",), function=function)


def _no_delete() -> Trigger:
    refuse = f"SELECT RAISE(ABORT, 'append-only: DELETE on {TABLE} is refused')"
    body = f"BEFORE DELETE ON {TABLE} BEGIN {refuse}; END"
    return Trigger(TABLE, f"{TABLE}_no_delete", body)
