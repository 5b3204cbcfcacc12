"""Tell people what concerns them, from the numbered entries of the log."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from governance import concerns
from governance.actions import Action
from governance.concerns import Concern
from governance.models import Entry, Grant, Notice, NoticeMark, User
from governance.rights import Role
from governance.subjects import SITE_ID

BATCH = 500
# Routine, of which owners are not told: what a machine finds well, and what reading
# leaves.
QUIET = frozenset(
    {
        Action.RELEASE_HEALTHY,
        Action.REPORT_REQUESTED,
        Action.REPORT_BUILT,
        Action.REPORT_DOWNLOADED,
        Action.REPORT_JOINED,
        Action.LEDGER_EXPORTED,
    }
)


def write_notices() -> int:
    """Read on where the mark stands; returns how many entries were read.

    Entries are taken by their numbers, which have no gap and only grow. The notices
    and the mark are written together, and a person hears of an entry once.
    """
    with transaction.atomic():
        NoticeMark.objects.get_or_create(pk=1)
        mark = NoticeMark.objects.select_for_update().get(pk=1)
        wanted = Entry.objects.filter(leaf__seq__gte=mark.next_number)
        batch = list(wanted.select_related("leaf").order_by("leaf__seq")[:BATCH])
        if not batch:
            return 0
        Notice.objects.bulk_create(_notices(batch), ignore_conflicts=True)
        mark.next_number = batch[-1].leaf.seq + 1
        mark.save(update_fields=["next_number"])
    return len(batch)


def _notices(batch: list[Entry]) -> list[Notice]:
    """One for each person and entry, in the order of the log.

    Nobody hears of their own acts, nor an account that is closed or that nobody made:
    what an entry names was written by whoever could write entries. What concerns a
    service account is told to its owner, for it reads nothing.
    """
    found = sorted((*_owned(batch), *concerns.of(batch)), key=_number)
    readers = _readers({one.person for one in found})
    told: dict[tuple[UUID, UUID], Notice] = {}
    for one in found:
        reader = readers.get(one.person)
        if reader and one.entry.actor_id not in {reader, one.person}:
            key = one.entry.uuid, reader
            notice = told.setdefault(key, _notice(replace(one, person=reader)))
            notice.is_answer |= one.is_answer
    return [row for row in told.values() if row.is_answer or row.project_id != SITE_ID]


def _readers(accounts: set[UUID]) -> dict[UUID, UUID]:
    """Who reads what concerns an open account: the person, or a program's owner."""
    answered = Q(owner=None) | Q(owner__is_active=True)
    rows = User.objects.filter(answered, pk__in=accounts, is_active=True)
    return {pk: owner or pk for pk, owner in rows.values_list("pk", "owner")}


def _number(one: Concern) -> int:
    return one.entry.leaf.seq


def _notice(one: Concern) -> Notice:
    return Notice(
        person_id=one.person,
        entry_uuid=one.entry.uuid,
        project_id=one.entry.project_id or SITE_ID,
        is_answer=one.is_answer,
    )


def _owned(batch: Iterable[Entry]) -> Iterator[Concern]:
    """The owners of a project hear what others did there."""
    told = [e for e in batch if e.project_id and e.action not in QUIET]
    owners = _owners({entry.project_id for entry in told if entry.project_id})
    for entry in told:
        for person in owners[entry.project_id] if entry.project_id else ():
            yield Concern(entry, person)


def _owners(projects: set[UUID]) -> dict[UUID, set[UUID]]:
    """Who owns each project, directly or in a group; one query each."""
    grants = Grant.objects.in_force(timezone.now()).filter(
        scope__in=projects, role=Role.OWNER
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for way in ("user", "group__user"):
        held = grants.filter(Q(**{f"{way}__is_active": True}))
        for scope, person in held.values_list("scope", f"{way}__pk"):
            found[scope].add(person)
    return found
