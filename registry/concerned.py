"""Whom entries of the registry concern: who made a version, and who is in a finding."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from governance import concerns
from governance.actions import Action
from governance.concerns import Concern
from governance.models import Entry
from registry.models import Finding, FindingClosure, FindingReply, Version

OF_VERSIONS = frozenset(
    {
        Action.VALIDATION_OPENED,
        Action.FINDING_RAISED,
        Action.FINDING_REPLIED,
        Action.FINDING_CLOSED,
        Action.VALIDATION_DECIDED,
        Action.VERSION_WITHDRAWN,
    }
)


def register() -> None:
    """Tell governance whom our entries concern."""
    for provider in (_authors, _of_findings):
        concerns.register(provider)


def _authors(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Who registered a version hears what validators say of it."""
    entries = concerns.chosen(batch, OF_VERSIONS)
    rows = Version.objects.filter(pk__in=[entry.object_id for entry in entries])
    return concerns.by_object(entries, dict(rows.values_list("pk", "created_by_id")))


def _of_findings(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Who looks after a finding hears of it; who raised it hears the replies."""
    raised = _entries(batch, Action.FINDING_RAISED, "finding_id")
    replied = _entries(batch, Action.FINDING_REPLIED, "reply_id")
    closed = _entries(batch, Action.FINDING_CLOSED, "closure_id")
    for finding in Finding.objects.filter(pk__in=raised):
        yield Concern(raised[finding.pk], finding.owner_id)
    replies = FindingReply.objects.filter(pk__in=replied)
    for reply in replies.select_related("finding"):
        people = reply.finding.owner_id, reply.finding.raised_by_id
        yield from (Concern(replied[reply.pk], person) for person in people)
    closures = FindingClosure.objects.filter(pk__in=closed)
    for closure in closures.select_related("finding"):
        yield Concern(closed[closure.pk], closure.finding.owner_id)


def _entries(batch: Sequence[Entry], action: Action, field: str) -> dict[UUID, Entry]:
    return concerns.values(concerns.chosen(batch, {action}), field)
