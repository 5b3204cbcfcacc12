"""Whom entries of governance concern: about access, and about change requests."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from uuid import UUID

from governance import concerns
from governance.access_history import GRANT_ACTIONS
from governance.actions import Action
from governance.concerns import Concern
from governance.entry_bodies import read_body
from governance.models import AccessRequest, ChangeEnd, ChangeRequest, Entry

ANSWERS = frozenset(
    {Action.ACCESS_APPROVED, Action.ACCESS_REDUCED, Action.ACCESS_REFUSED}
)
DECISIONS = frozenset(
    {Action.CHANGE_APPROVED, Action.CHANGE_SENT_BACK, Action.CHANGE_REJECTED}
)


def register() -> None:
    """Tell whom entries concern."""
    for provider in (_askers, _holders, _requesters, _applied):
        concerns.register(provider)


def _askers(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Who asked for access hears the answer."""
    answers = concerns.chosen(batch, ANSWERS)
    rows = AccessRequest.objects.filter(pk__in=[e.object_id for e in answers])
    people = dict(rows.values_list("pk", "person_id"))
    return concerns.by_object(answers, people, is_answer=True)


def _holders(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Whose own access was given, made longer or shorter, or ended; no query.

    Access by a group is the group's: its members are told by nobody here.
    """
    for entry in concerns.chosen(batch, GRANT_ACTIONS):
        for person in _people(entry):
            yield Concern(entry, person, is_answer=True)


def _people(entry: Entry) -> Iterator[UUID]:
    """Whose grant ended or was given: `person:<key>`, as `grant_facts` writes it."""
    body = read_body(entry) or {}
    held = body.get("changes", {}).get("holder") or []
    for holder in {str(one) for one in held}:
        kind, _, key = holder.partition(":")
        if kind == "person":
            with suppress(ValueError):  # no operation of ours wrote it
                yield UUID(key)


def _requesters(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Who asked for a change hears of each decision."""
    decisions = concerns.chosen(batch, DECISIONS)
    rows = ChangeRequest.objects.filter(pk__in=[e.object_id for e in decisions])
    people = dict(rows.values_list("pk", "requested_by_id"))
    return concerns.by_object(decisions, people)


def _applied(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Who asked for a change hears that it was applied."""
    entries = {entry.uuid: entry for entry in batch}
    rows = ChangeEnd.objects.filter(entry__in=entries, state=ChangeEnd.State.APPLIED)
    for entry, person in rows.values_list("entry", "change__requested_by"):
        yield Concern(entries[entry], person)
