"""Effective rights found twice: from the entries of the ledger, and in guardian.

Neither side reads a row of a grant. What the entries give is followed from the first
to the last (`governance.access_history`); guardian's rows are counted as they stand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from governance import access_history, projection
from governance.access_history import Replay
from governance.models import User
from governance.rights import PROJECT_RIGHTS
from reports.documents.access_review.evidence import ProofFact

WORDS = {right.codename: right.label for right in PROJECT_RIGHTS}


@dataclass(frozen=True)
class Proof:
    """Each person's rights in two ways, and what the ledger gave to read."""

    facts: tuple[ProofFact, ...]
    strays: tuple[str, ...]
    read: int
    altered: int


def proof(project: UUID, people: Iterable[User], now: datetime) -> Proof:
    """On the project itself; what a role on the site gives, guardian never holds."""
    told = access_history.replay(access_history.entries_on(project, now))
    kept = projection.held_by_guardian(project)
    facts = [
        ProofFact(
            person=person.username,
            by_entries=_words(_by_entries(told, project, person, now)),
            by_guardian=_words(
                {one for key in _keys(person) for one in kept.get(key, ())}
            ),
        )
        for person in sorted(people, key=lambda one: one.username)
    ]
    strays = [_stray(one) for one in projection.differences_in(project)]
    return Proof(tuple(facts), tuple(strays), told.read, len(told.altered))


def _keys(person: User) -> list[str]:
    groups = [f"group:{group.pk}" for group in person.groups.all()]
    return [f"person:{person.pk}", *groups]


def _by_entries(told: Replay, project: UUID, person: User, now: datetime) -> set[str]:
    keys = set(_keys(person))
    return {
        right.codename
        for grant in told.grants.values()
        if grant.scope == project and grant.holder in keys and grant.in_force(now)
        for right in grant.role.rights
        if right in PROJECT_RIGHTS
    }


def _words(codenames: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(WORDS.get(one, one) for one in codenames))


def _stray(one: projection.Difference) -> str:
    """Without the key of the project, which is this one."""
    return str(one).removeprefix(f"project {one.project}: ")
