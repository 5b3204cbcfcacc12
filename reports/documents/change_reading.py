"""The change requests that became releases, with every signature on them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from deployments.models import Release
from governance import changes
from governance.models import Approval, ChangeEnd, ChangeRequest
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
        self._told = {
            release: _told(change, signed[change.pk], entries)
            for release, change in found.items()
        }

    def of(self, release: Release) -> facts.ChangeFact | None:
        """The change that became this release."""
        return self._told.get(release.pk)


def _told(
    change: ChangeRequest, signed: Sequence[Approval], entries: Entries
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
        signatures=tuple(_signature(change, row, entries) for row in signed),
    )


def _signature(
    change: ChangeRequest, row: Approval, entries: Entries
) -> facts.SignatureFact:
    parties = {str(change.requested_by_id), *change.builders}
    return facts.SignatureFact(
        who=row.person.username,
        verdict=row.verdict,
        meaning=row.meaning,
        auth_time=moment(row.auth_time),
        signed_at=moment(row.signed_at),
        login_age=int((row.signed_at - row.auth_time).total_seconds()),
        is_bound=row.binding == change.binding,
        is_party=str(row.person_id) in parties,
        entry=entries.by_uuid(row.entry),
    )
