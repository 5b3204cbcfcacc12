"""Tell people what changed on what they own, from the numbered entries of the log."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from governance.actions import Action
from governance.entry_bodies import read_body
from governance.models import AccessRequest, Entry, Grant, Notice, NoticeMark
from governance.rights import Role

BATCH = 500
# Routine: what a machine finds well, and what the person's own reading leaves.
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
# What ended for somebody who may not see the project any more: theirs to hear.
TOLD_TO_WHOM_IT_WAS_FOR = frozenset({Action.SCHEDULE_STOPPED})
ANSWERS = frozenset(
    {Action.ACCESS_APPROVED, Action.ACCESS_REDUCED, Action.ACCESS_REFUSED}
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


def _notices(batch: Iterable[Entry]) -> list[Notice]:
    told = [
        (entry, entry.project_id)
        for entry in batch
        if entry.project_id and entry.action not in QUIET
    ]
    owners = _owners({project for _, project in told})
    askers = _askers([entry.object_id for entry, _ in told if entry.action in ANSWERS])
    made = []
    for entry, project in told:
        asker = askers.get(entry.object_id) or _on_behalf_of(entry)
        people = owners[project] | ({asker} if asker else set())
        made += [
            Notice(
                person_id=person,
                entry_uuid=entry.uuid,
                project_id=project,
                is_answer=person == asker,
            )
            for person in people - {entry.actor_id}
        ]
    return made


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


def _on_behalf_of(entry: Entry) -> UUID | None:
    """For whom a machine acted, where that person is to hear of it."""
    if entry.action not in TOLD_TO_WHOM_IT_WAS_FOR:
        return None
    person = (read_body(entry) or {}).get("on_behalf_of")
    return UUID(person) if person else None


def _askers(requests: list[UUID]) -> dict[UUID, UUID]:
    rows = AccessRequest.objects.filter(pk__in=requests)
    return dict(rows.values_list("pk", "person_id"))
