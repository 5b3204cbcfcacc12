"""Correct what an entry says: a new entry beside it."""

import unicodedata
from uuid import UUID

from governance.actions import Action
from governance.entry_subjects import EntrySubject
from governance.exceptions import InvalidInput
from governance.models import Entry, User
from governance.recording import governed

MAX_STATEMENT = 1000


def correct_entry(*, actor: User, entry: Entry, statement: str, reason: str) -> UUID:
    """Say how it really was. The old entry stays as it is; both are shown.

    Returns the UUID of the new entry, which points at the old one by number and leaf
    hash. Refuses an empty statement, one over 1,000 characters, and, as a Conflict, an
    entry that still waits for its number.
    """
    text = _checked(statement)
    subject = EntrySubject(entry)
    with governed(actor, Action.ANNOTATION_CORRECTED, subject, reason=reason) as record:
        record.change("entry", None, record.refer(entry))
        record.disclose("statement", None, text)
    return record.uuid


def _checked(statement: str) -> str:
    text = unicodedata.normalize("NFC", statement).replace("\r\n", "\n").strip()
    if not text:
        raise InvalidInput("statement", "Say how it should read.")
    if len(text) > MAX_STATEMENT:
        raise InvalidInput(
            "statement", f"A correction takes at most {MAX_STATEMENT:,} characters."
        )
    if not text.replace("\n", "").replace("\t", "").isprintable():
        raise InvalidInput("statement", "This holds characters that cannot be shown.")
    return text
