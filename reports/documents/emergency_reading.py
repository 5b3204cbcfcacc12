"""The emergency releases among some releases, with the review that each owes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from deployments.models import Emergency, Release
from governance.faces import faces_of
from reports.documents import release_facts as facts
from reports.documents.entry_reading import Entries
from reports.documents.reading import moment


def emergencies(
    rows: Sequence[Release], until: datetime, entries: Entries
) -> dict[UUID, facts.EmergencyFact]:
    """By release, as they stood at a moment; as many queries for one as for all."""
    wanted = Emergency.objects.filter(release__in=[row.pk for row in rows])
    found = list(wanted.select_related("made_by", "review__reviewed_by"))
    people = faces_of(_who_met(found))
    return {row.release_id: _emergency(row, until, entries, people) for row in found}


def _who_met(rows: Iterable[Emergency]) -> Iterator[UUID]:
    """Who made an emergency release, and who reviewed it."""
    for row in rows:
        yield row.made_by_id
        if row.is_reviewed:
            yield row.review.reviewed_by_id


def _emergency(
    row: Emergency,
    until: datetime,
    entries: Entries,
    people: Mapping[UUID, frozenset[UUID]],
) -> facts.EmergencyFact:
    review = None
    if row.is_reviewed and row.review.reviewed_at < until:
        found = row.review
        review = facts.ReviewFact(
            outcome=found.outcome,
            label=found.get_outcome_display(),
            who=found.reviewed_by.username,
            at=moment(found.reviewed_at),
            is_late=found.reviewed_at > row.due_at,
            is_other=people[found.reviewed_by_id].isdisjoint(people[row.made_by_id]),
            entry=entries.by_uuid(found.entry),
        )
    return facts.EmergencyFact(
        bypassed=tuple(str(words) for words in row.bypassed),
        made_by=row.made_by.username,
        due_at=moment(row.due_at),
        is_overdue=review is None and row.due_at < until,
        review=review,
    )
