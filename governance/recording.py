"""The one door: `governed` checks the right, opens the transaction, writes the entry.

The only writer of entries. Either the change and its entry are committed together, or
nothing happened. There is no way to skip a check and no actor None.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from governance import access, denials, followups
from governance.actions import RULES, Action, Needs
from governance.context import origin
from governance.entry_subjects import EntrySubject
from governance.exceptions import (
    AccessDenied,
    Conflict,
    InvalidInput,
    LedgerUnavailable,
    NotVisible,
    ReasonMissing,
    TooLarge,
)
from governance.identifiers import uuid7
from governance.ledger.canonical import canonical
from governance.ledger.disclosures import Disclosure, Plain, disclose
from governance.ledger.hashing import leaf_hash
from governance.models import Entry, Job, Leaf, Subject, User
from governance.rights import Right, deploy_right
from governance.subjects import SITE, Site
from governance.wake import wake

REASON_MIN, REASON_MAX = 10, 500
MAX_VALUE_BYTES = 1000
MAX_BODY_BYTES = 65_535  # a tlog-tiles entry bundle gives a length of two bytes
INSERT = (
    "INSERT INTO governance_entry (uuid, ts, actor_id, action, object_type, object_id, "
    "project_id, request_id, why_digest, body, leaf_hash) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
TELL = "INSERT INTO governance_disclosure (id, entry_uuid, path, salt, value) VALUES"
TOLD = "(%s, %s, %s, %s, %s)"

Named = Subject | Site | EntrySubject  # what an entry can be about


class Record:
    """What will stand in the entry; the operation fills it while it changes rows."""

    def __init__(self, actor: User, action: Action, subject: Any, reason: str) -> None:
        self.actor = actor
        self.action = action
        self.subject = subject
        self.object: Named = subject
        self.reason = reason
        self.on_behalf_of: User | None = None
        self.uuid = uuid7()
        self._changes: dict[str, list[Any]] = {}
        self._hashes: dict[str, str] = {}
        self._refs: list[dict[str, Any]] = []
        self._disclosures: list[Disclosure] = []

    def about(self, thing: Named) -> None:
        """Name the new thing: the subject was the place where it was made."""
        self.object = thing

    def change(self, field: str, old: Plain, new: Plain) -> None:
        """A field's value before and after; long text enters as digest and length."""
        self._changes[field] = [_bounded(old), _bounded(new)]

    def disclose(self, field: str, old: Plain, new: Plain) -> None:
        """Like `change`, for personal data and free text: can be erased later."""
        self._changes[field] = [
            self._sealed(f"changes.{field}.{place}", value)
            for place, value in enumerate((old, new))
        ]

    def hash(self, name: str, digest: str) -> None:
        """A content digest (hex) that this entry binds."""
        self._hashes[name] = digest

    def refer(self, entry: Entry) -> int:
        """Point at an earlier entry by number and leaf hash; returns the number.

        Raises Conflict while the entry waits for its number: nothing else names a place
        in the log for good.
        """
        leaf = Leaf.objects.filter(entry_id=entry.pk).first()
        if leaf is None:
            raise Conflict("This entry has no number yet. Wait a second, then repeat.")
        digest = bytes(leaf.leaf_hash).hex()
        self._refs.append({"index": leaf.seq, "leaf": digest})
        return leaf.seq

    def enqueue(
        self, kind: str, *, subject: Named, effect_key: str, params: dict[str, Any]
    ) -> Job:
        """Durable work in this transaction; a worker is woken when it commits."""
        from governance.jobs import enqueue  # noqa: PLC0415 - jobs records through us

        requester = self.on_behalf_of or self.actor
        return enqueue(requester, kind, subject, effect_key, params)

    def _sealed(self, path: str, value: Plain) -> dict[str, str] | None:
        if value is None:
            return None
        plain = str(value) if isinstance(value, str) else value
        disclosure = disclose(path, plain)  # whole: the body holds its digest only
        self._disclosures.append(disclosure)
        return disclosure.sealed()

    def body(self, at: datetime) -> dict[str, Any]:
        """The body v1, docs/ledger-format.md; disclosures are collected on the way."""
        here, scope = origin(), self.object.scope_id or self.subject.scope_id
        label = self.object.subject_label
        personal = self.object.subject_type == "person"
        return {
            "v": 1,
            "id": str(self.uuid),
            "ts": at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "actor": {
                "id": str(self.actor.pk),
                "kind": str(self.actor.kind),
                "auth": "system" if self.actor.is_system else here.auth,
                "name": self._sealed("actor.name", self.actor.username),
            },
            "on_behalf_of": str(self.on_behalf_of.pk) if self.on_behalf_of else None,
            "action": self.action.value,
            "object": {
                "type": self.object.subject_type,
                "id": str(self.object.pk),
                "label": self._sealed("object.label", label) if personal else label,
            },
            "project": str(scope) if scope else None,
            "request": {"id": str(here.request_id), "source": here.source},
            "why": self._sealed("why", self.reason or None),
            "changes": self._changes,
            "hashes": self._hashes,
            "refs": self._refs,
        }

    def write(self) -> None:
        """Disclosures and the entry, by raw INSERTs: the last act before commit."""
        at = timezone.now()
        body = self.body(at)
        text = canonical(body)
        if len(text) > MAX_BODY_BYTES:
            raise TooLarge("entry", f"An entry holds at most {MAX_BODY_BYTES:,} bytes.")
        try:
            _insert(_told(body["id"], self._disclosures), _columns(body, text, at))
        except DatabaseError as error:
            raise LedgerUnavailable from error
        transaction.on_commit(wake)


def _bounded(value: Plain) -> Plain:
    if isinstance(value, str) and len(value.encode()) > MAX_VALUE_BYTES:
        raw = value.encode()
        return f"sha256:{hashlib.sha256(raw).hexdigest()} ({len(raw)} bytes)"
    return str(value) if isinstance(value, str) else value  # a choice becomes its text


def _told(entry: str, disclosures: Sequence[Disclosure]) -> list[Any]:
    """The values of every disclosure's row, one row after the other."""
    key = _key()
    return [
        column
        for told in disclosures
        for column in (
            *(key(str(uuid7())), key(entry)),
            *(told.path, told.salt, json.dumps(told.value)),
        )
    ]


def _columns(body: dict[str, Any], text: bytes, at: datetime) -> list[Any]:
    """The index columns, read from the body that is hashed."""
    key, project = _key(), body["project"]
    return [
        key(body["id"]),
        connection.ops.adapt_datetimefield_value(at),
        key(body["actor"]["id"]),
        body["action"],
        body["object"]["type"],
        key(body["object"]["id"]),
        project and key(project),
        key(body["request"]["id"]),
        body["why"]["_sd"] if body["why"] else None,
        text,
        leaf_hash(text),
    ]


def _key() -> Callable[[str], str]:
    """How an identifier stands in its column; PostgreSQL reads the text."""
    return str if connection.features.has_native_uuid_field else _without_dashes


def _without_dashes(key: str) -> str:
    return key.replace("-", "")


def _insert(told: list[Any], columns: list[Any]) -> None:
    """On PostgreSQL one statement: each is a way to the server and back."""
    rows = ", ".join([TOLD] * (len(told) // TOLD.count("%s")))
    tell = f"{TELL} {rows}"
    with connection.cursor() as cursor:
        if told and connection.vendor == "postgresql":
            cursor.execute(f"WITH told AS ({tell}) {INSERT}", told + columns)
            return
        if told:
            cursor.execute(tell, told)
        cursor.execute(INSERT, columns)


@contextmanager
def governed(  # noqa: PLR0913 - the six facts that make an act accountable
    actor: User,
    action: Action,
    subject: Named,
    *,
    reason: str = "",
    environment: str | None = None,
    on_behalf_of: User | None = None,
) -> Iterator[Record]:
    """One accountable change of `subject` by `actor`; see the module.

    Raises ReasonMissing, NotVisible (the subject is gone), AccessDenied (recorded in a
    transaction of its own), Conflict (a constraint of the database refused what another
    did first) or LedgerUnavailable; then nothing was changed.
    """
    if not isinstance(actor, User):
        raise AccessDenied("Nobody is logged in.")
    reason = _checked_reason(action, reason)
    try:
        with transaction.atomic(durable=True):
            record = Record(actor, action, _locked(subject), reason)
            record.on_behalf_of = on_behalf_of
            _require(record, environment)
            yield record
            followups.follow(record)
            record.write()
    except IntegrityError as error:
        raise Conflict("Somebody else was faster. Look again, then repeat.") from error
    except AccessDenied as denial:
        record_denial(actor, action, subject, denial.because)
        raise


def _checked_reason(action: Action, reason: str) -> str:
    reason = reason.strip()
    if len(reason) > REASON_MAX:
        raise InvalidInput("reason", f"Why? takes at most {REASON_MAX} characters.")
    if RULES[action].reason_required and len(reason) < REASON_MIN:
        raise ReasonMissing(f"Say why, in at least {REASON_MIN} characters.")
    return reason


def _locked(subject: Named) -> Any:
    """The subject as the database has it now, locked until the transaction ends."""
    if not isinstance(subject, Subject):
        return subject  # the site, and entries: rows that nobody can change
    # __class__, not type(): the logged-in person comes wrapped in a lazy object.
    model = subject.__class__
    manager = model._base_manager  # noqa: SLF001 - Django's documented name
    key = model._meta.pk.get_db_prep_value(subject.pk, connection)  # noqa: SLF001
    row = next(iter(manager.raw(_locking(model), [key])), None)
    if row is None:
        raise NotVisible
    return row


@cache
def _locking(model: type[Subject]) -> str:
    """The statement that reads one row under lock; Django puts it together once."""
    manager = model._base_manager  # noqa: SLF001 - Django's documented name
    rows = manager.select_for_update(of=("self",)).filter(pk=SITE.pk)
    return rows.query.sql_with_params()[0]


def _require(record: Record, environment: str | None) -> None:
    """AccessDenied unless the actor holds the right. Fails closed."""
    decision = decide(_accountable(record), record.action, record.subject, environment)
    if not decision.allowed:
        raise AccessDenied(decision.because)


def _accountable(record: Record) -> User:
    """Whose right decides: a system account that acts for a person has none itself."""
    own = RULES[record.action].needs is Needs.SYSTEM or not record.actor.is_system
    return record.actor if own else record.on_behalf_of or record.actor


def decide(
    actor: User, action: Action, subject: Any, environment: str | None = None
) -> access.Decision:
    """Whether somebody may do this to the subject; pages ask it before they offer it.

    `governed` asks it again, inside its transaction.
    """
    needs = RULES[action].needs
    if needs is Needs.SYSTEM:
        return access.Decision(actor.is_system, f"{actor} is no system account.")
    if needs is Needs.SELF:
        return _itself(actor, subject)
    if needs is Needs.STOP_REPORTS and _asked_for_it(actor, subject):
        return access.Decision(allowed=True, because="You asked for it.")
    if needs is Needs.CORRECT and subject.scope_id is None:
        return _writer(actor, subject)
    right = _right(needs, subject.scope_id, environment)
    return access.may(actor, right, subject.scope_id)


def _right(needs: Right | Needs, scope: UUID | None, environment: str | None) -> Right:
    """The right that stands behind what an action needs, on this scope."""
    if isinstance(needs, Right):
        return needs
    if needs is Needs.READ:
        return Right.AUDIT if scope is None else Right.VIEW
    if needs is Needs.CORRECT:
        return Right.COMMENT
    if needs is Needs.STOP_REPORTS:
        return Right.HOLD_REPORTS
    return deploy_right(environment or "")


def _writer(actor: User, subject: Any) -> access.Decision:
    """Entries of no project are corrected by those who wrote them, and nobody else."""
    wrote = actor.is_active and getattr(subject, "written_by", None) == actor.pk
    if wrote:
        return access.Decision(allowed=True, because="You wrote this entry.")
    because = "An entry of no project is corrected by whoever wrote it."
    return access.Decision(allowed=False, because=because)


def _asked_for_it(actor: User, subject: Any) -> bool:
    return actor.is_active and getattr(subject, "asked_by", None) == actor.pk


def _itself(actor: User, subject: Any) -> access.Decision:
    owner = getattr(subject, "user_id", subject.pk)
    same = actor.is_active and owner == actor.pk
    return access.Decision(same, "Only the account itself may do this.")


def record_denial(actor: User, action: Action, subject: Named, because: str) -> None:
    """Append the refusal in a transaction of its own; at most one entry a minute."""
    with transaction.atomic(durable=True):
        count = denials.due(actor.pk, action, subject.pk)
        if count:
            record = Record(actor, Action.ACCESS_DENIED, subject, "")
            record.change("attempted", None, action.value)
            record.disclose("because", None, because)
            record.change("count", None, count)
            record.write()
