"""What an entry says about a grant: enough to answer from the entries alone.

`access_history` reads it back. The account stands there by its key, like the actor of
every entry; its name is a disclosure, which can be erased.
"""

from datetime import datetime

from governance.ledger.disclosures import Plain
from governance.models import Grant
from governance.recording import Record


def holder_key(grant: Grant) -> str:
    """`person:<id>` or `group:<id>`: keys that no rename changes and nobody reuses."""
    if grant.user_id is not None:
        return f"person:{grant.user_id}"
    return f"group:{grant.group_id}"


def tell(record: Record, *, old: Grant | None = None, new: Grant | None = None) -> None:
    """The grant that ended and the one that was given, or one of both.

    Every step that gives, ends or changes a grant says it with this, one grant an
    entry, and its action stands in `access_history.GRANT_ACTIONS`.
    """
    record.disclose("member", old.member if old else None, new.member if new else None)
    before, after = _facts(old), _facts(new)
    for field in before | after:
        record.change(field, before.get(field), after.get(field))
    if old is not None:
        record.change("ended_at", None, _at(old.ended_at))


def _facts(grant: Grant | None) -> dict[str, Plain]:
    if grant is None:
        return {}
    told: dict[str, Plain] = {
        "role": grant.role,
        "grant": str(grant.pk),
        "holder": holder_key(grant),
        "valid_from": _at(grant.valid_from),
    }
    if grant.valid_until is not None:
        told["valid_until"] = _at(grant.valid_until)
    return told


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
