"""Erase one disclosed value of an entry, for good."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from governance import redaction
from governance.actions import Action
from governance.disclosed import sealed_paths
from governance.entry_subjects import EntrySubject
from governance.exceptions import Conflict, InvalidInput
from governance.models import Disclosure, Entry, User
from governance.recording import Record, governed
from governance.redaction import Erased, Kept, Scrubbed

SHORTEST = 3  # a shorter value stands in any sentence
MAX_NAMED = 20


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was done: the entry about it, what still holds the value, and the bytes."""

    entry: UUID
    path: str
    kept: tuple[Kept, ...]
    scrubbed: Scrubbed


def erase_disclosure(*, actor: User, entry: Entry, path: str, reason: str) -> Erasure:
    """Delete the value and its salt; the digest in the entry stays, and every proof.

    Copies in other rows go in the same transaction. Sealed reports that hold the value
    are listed, not touched. Refuses a path the entry does not disclose, and, as a
    Conflict, one that is erased already or an entry that waits for its number.
    """
    subject, begun = EntrySubject(entry), timezone.now()
    early = _kept_by_now(subject, path)
    with governed(actor, Action.DISCLOSURE_ERASED, subject, reason=reason) as record:
        erased = _taken(subject, path)
        _refuse_quoting(erased, record.reason)
        changed = redaction.erase_copies(erased)
        kept = tuple(dict.fromkeys([*early, *redaction.kept(erased, begun)]))
        record.change("path", path, None)
        record.change("entry", None, record.refer(entry))
        _tell(record, changed, kept)
    return Erasure(record.uuid, path, kept, redaction.scrub(changed))


def what_keeps(entry: Entry, path: str) -> list[Kept]:
    """What would still hold the value after erasing it; for the question before."""
    return _kept_by_now(EntrySubject(entry), path)


def _kept_by_now(subject: EntrySubject, path: str) -> list[Kept]:
    """Looked up before the transaction: it may read many files."""
    row = Disclosure.objects.filter(entry_uuid=subject.entry.uuid, path=path).first()
    if row is None:
        return []
    erased = Erased(subject.entry, subject.body, path, row.value)
    return redaction.kept(erased, subject.entry.ts)


def _taken(subject: EntrySubject, path: str) -> Erased:
    """The value, whose row is deleted."""
    paths = sealed_paths(subject.body)
    if path not in paths:
        raise InvalidInput(
            "path", f"This entry discloses no such value. It has: {', '.join(paths)}."
        )
    rows = Disclosure.objects.filter(entry_uuid=subject.entry.uuid, path=path)
    row = rows.first()
    if row is None or rows.delete()[0] != 1:
        raise Conflict("This value is erased already.")
    return Erased(subject.entry, subject.body, path, row.value)


def _refuse_quoting(erased: Erased, reason: str) -> None:
    """The reason must not keep what the erasure takes away."""
    text = str(erased.value).casefold().strip()
    if len(text) >= SHORTEST and text in reason.casefold():
        raise InvalidInput(
            "reason", "The reason repeats the value that is erased. Say it without."
        )


def _tell(record: Record, changed: list[type[Model]], kept: tuple[Kept, ...]) -> None:
    """What was emptied too; how many things keep the value, and 20 of their names."""
    copies = ", ".join(model._meta.verbose_name_raw for model in changed)  # noqa: SLF001 - Django's documented name
    record.change("copies_erased", None, copies or "none")
    record.change("kept", None, len(kept))
    if kept:
        named = ", ".join(f"{each.kind} {each.name}" for each in kept[:MAX_NAMED])
        rest = len(kept) - MAX_NAMED
        record.change(
            "kept_in", None, f"{named} and {rest} more" if rest > 0 else named
        )
