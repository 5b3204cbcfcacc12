"""Who built, validated, asked for, approved and deployed each version."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from deployments.models import Release
from governance.models import Approval, ChangeRequest, User
from registry.lineage import builders_of
from registry.models import (
    Finding,
    FindingClosure,
    Validation,
    ValidationResult,
    Verdict,
    Version,
)
from reports.documents.access_review.evidence import VERSIONS, DutyFact

People = dict[UUID, set[UUID]]  # by version


def duties(project: UUID) -> tuple[tuple[DutyFact, ...], int]:
    """The newest versions of a project, and how many there are."""
    rows = Version.objects.filter(project=project).order_by("-pk")
    versions = list(rows[:VERSIONS])
    ids = [version.pk for version in versions]
    built = {version.pk: set(builders_of(version)) for version in versions}
    validated, (asked, approved) = validators(ids), _changes(ids)
    deployed = _deployers(ids)
    every = (built, validated, asked, approved, deployed)
    names = names_of(person for of in every for one in of.values() for person in one)

    def told(people: People, version: UUID) -> tuple[str, ...]:
        return tuple(sorted(names[person] for person in people.get(version, ())))

    found = tuple(
        DutyFact(str(version), *(told(people, version.pk) for people in every))
        for version in versions
    )
    return found, rows.count()


def names_of(people: Iterable[UUID]) -> dict[UUID, str]:
    """User names by key; one query."""
    rows = User.objects.filter(pk__in=set(people))
    return dict(rows.values_list("pk", "username"))


def validators(versions: Iterable[UUID]) -> People:
    """Everybody who took a step of a validation that is a validator's."""
    ids = list(versions)
    found: People = defaultdict(set)
    for rows, version, person in (
        (Validation.objects.filter(version__in=ids), "version", "opened_by"),
        (
            ValidationResult.objects.filter(test__validation__version__in=ids),
            "test__validation__version",
            "recorded_by",
        ),
        (
            Finding.objects.filter(validation__version__in=ids),
            "validation__version",
            "raised_by",
        ),
        (
            FindingClosure.objects.filter(finding__validation__version__in=ids),
            "finding__validation__version",
            "closed_by",
        ),
        (Verdict.objects.filter(version__in=ids), "version", "given_by"),
    ):
        for key, who in rows.values_list(version, person):
            found[key].add(who)
    return found


def _changes(versions: Iterable[UUID]) -> tuple[People, People]:
    """Who asked for a change with the version, and who approved one."""
    asked: People = defaultdict(set)
    approved: People = defaultdict(set)
    rows = ChangeRequest.objects.filter(
        about_type=Version.subject_type, about_id__in=list(versions)
    )
    for version, person in rows.values_list("about_id", "requested_by"):
        asked[version].add(person)
    signed = Approval.objects.filter(
        change__in=rows, verdict=Approval.Verdict.APPROVE
    ).values_list("change__about_id", "person")
    for version, person in signed:
        approved[version].add(person)
    return asked, approved


def _deployers(versions: Iterable[UUID]) -> People:
    found: People = defaultdict(set)
    rows = Release.objects.filter(version__in=list(versions))
    for version, person in rows.values_list("version", "requested_by"):
        found[version].add(person)
    return found
