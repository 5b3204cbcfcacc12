"""The change requests that became releases, with every signature on them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from deployments.models import Release
from governance import changes
from governance.faces import faces_of
from governance.models import Approval, ChangeEnd, ChangeRequest, User
from reports.documents import release_facts as facts
from reports.documents.entry_reading import Entries
from reports.documents.reading import moment


class ChangeReader:
    """The changes behind some releases; two queries for any number of them."""

    def __init__(
        self, releases: Sequence[Release], until: datetime, entries: Entries
    ) -> None:
        ends = ChangeEnd.objects.filter(
            became_id__in=[row.pk for row in releases], at__lt=until
        )
        found = {
            end.became_id: end.change
            for end in ends.select_related("change__requested_by")
        }
        signed: dict[UUID, list[Approval]] = defaultdict(list)
        rows = Approval.objects.filter(change__in=[c.pk for c in found.values()])
        for row in rows.select_related("person").order_by("pk"):
            signed[row.change_id].append(row)
        people = _people(found.values(), signed)
        self._told = {
            release: _told(change, signed[change.pk], entries, people)
            for release, change in found.items()
        }

    def of(self, release: Release) -> facts.ChangeFact | None:
        """The change that became this release."""
        return self._told.get(release.pk)


def _told(
    change: ChangeRequest,
    signed: Sequence[Approval],
    entries: Entries,
    people: Mapping[UUID, frozenset[UUID]],
) -> facts.ChangeFact:
    policy = change.bound.get("policy") or {}
    return facts.ChangeFact(
        label=str(change),
        asked_by=change.requested_by.username,
        asked_at=moment(change.created_at),
        binding=change.binding,
        is_bound=changes.digest_of(change.bound) == change.binding,
        artifact=str(change.bound.get("artifact", "")),
        policy_revision=int(policy.get("revision", 0)),
        entry=entries.by_uuid(change.entry),
        signatures=tuple(_signature(change, row, entries, people) for row in signed),
    )


def _parties(change: ChangeRequest) -> set[UUID]:
    """Who asked for it, and who built what it is about when it was asked for."""
    return {change.requested_by_id, *map(UUID, change.builders)}


def _people(
    found: Iterable[ChangeRequest], signed: Mapping[UUID, Sequence[Approval]]
) -> dict[UUID, frozenset[UUID]]:
    """The accounts of each who asked, built or signed: three queries for all."""
    accounts = {key for change in found for key in _parties(change)}
    accounts |= {row.person_id for rows in signed.values() for row in rows}
    return faces_of(accounts)


def _signature(
    change: ChangeRequest,
    row: Approval,
    entries: Entries,
    people: Mapping[UUID, frozenset[UUID]],
) -> facts.SignatureFact:
    mine = people[row.person_id]
    return facts.SignatureFact(
        who=row.person.username,
        person=str(min(mine)),
        verdict=row.verdict,
        meaning=row.meaning,
        auth_time=moment(row.auth_time),
        signed_at=moment(row.signed_at),
        login_age=int((row.signed_at - row.auth_time).total_seconds()),
        is_bound=row.binding == change.binding,
        is_person=row.person.kind == User.Kind.PERSON,
        is_party=any(mine & people[key] for key in _parties(change)),
        entry=entries.by_uuid(row.entry),
    )
