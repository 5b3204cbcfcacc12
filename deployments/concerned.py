"""Whom entries of deployments concern: who made the version, or the release."""

from collections.abc import Iterator, Sequence

from deployments.models import Emergency, Release
from governance import concerns
from governance.actions import Action
from governance.concerns import Concern
from governance.entry_bodies import read_body
from governance.models import Entry
from registry.models import Version

OF_RELEASES = frozenset(
    {
        Action.RELEASE_DEPLOYED,
        Action.RELEASE_PROMOTED,
        Action.RELEASE_EMERGENCY,
        Action.RELEASE_ROLLED_BACK,
        Action.RELEASE_FAILED,
    }
)


def register() -> None:
    """Tell governance whom our entries concern."""
    for provider in (_authors, _releasers, _emergencies):
        concerns.register(provider)


def _authors(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Who registered a version hears where it is released; one query."""
    entries = [(e, _digest(e)) for e in concerns.chosen(batch, OF_RELEASES)]
    digests = {digest for _, digest in entries if digest}
    rows = Version.objects.filter(digest__in=digests)
    made = {
        (project, digest): person
        for project, digest, person in rows.values_list(
            "project", "digest", "created_by"
        )
    }
    for entry, digest in entries:
        if entry.project_id and (entry.project_id, digest) in made:
            yield Concern(entry, made[entry.project_id, digest])


def _digest(entry: Entry) -> str:
    """Of the version that was released, as the entry binds it."""
    body = read_body(entry)
    return str(body["hashes"].get("version", "")) if body else ""


def _releasers(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Who asked for a release hears that it failed."""
    failed = concerns.chosen(batch, {Action.RELEASE_FAILED})
    rows = Release.objects.filter(pk__in=[entry.object_id for entry in failed])
    return concerns.by_object(failed, dict(rows.values_list("pk", "requested_by_id")))


def _emergencies(batch: Sequence[Entry]) -> Iterator[Concern]:
    """Who made an emergency release hears of its review."""
    reviews = concerns.chosen(batch, {Action.EMERGENCY_REVIEWED})
    rows = Emergency.objects.filter(pk__in=[entry.object_id for entry in reviews])
    return concerns.by_object(reviews, dict(rows.values_list("pk", "made_by_id")))
