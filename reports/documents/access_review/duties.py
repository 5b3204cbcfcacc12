"""Who built, validated, asked for, approved and deployed each version."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from deployments.models import Release
from governance.faces import faces_of
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

People = Mapping[UUID, set[UUID]]  # by version
Faces = Mapping[UUID, frozenset[UUID]]  # the accounts of the person behind each


@dataclass(frozen=True)
class _Duties:
    """Who did what, by version; own: approved a request that they had made."""

    built: People
    validated: People
    asked: People
    approved: People
    deployed: People
    own: People

    def conflicts(self, version: UUID, behind: Faces) -> list[tuple[UUID, str]]:
        """Who joined which two duties that must be apart."""
        built = {one for key in self.built.get(version, ()) for one in behind[key]}
        joined = [(self.validated, "built and validated")]
        joined += [(self.approved, "built and approved")]
        found = [
            (key, words)
            for people, words in joined
            for key in people.get(version, ())
            if behind[key] & built
        ]
        return found + [
            (key, "asked and approved") for key in self.own.get(version, ())
        ]


def duties(project: UUID) -> tuple[tuple[DutyFact, ...], int]:
    """The newest versions of a project, and how many there are."""
    rows = Version.objects.filter(project=project).order_by("-pk")
    versions = list(rows[:VERSIONS])
    done, behind = _read(versions)
    names = names_of(behind)

    def told(people: People, version: Version) -> tuple[str, ...]:
        return tuple(sorted(names[one] for one in people.get(version.pk, ())))

    def fact(version: Version) -> DutyFact:
        joined = done.conflicts(version.pk, behind)
        return DutyFact(
            version=str(version),
            built=told(done.built, version),
            validated=told(done.validated, version),
            asked=told(done.asked, version),
            approved=told(done.approved, version),
            deployed=told(done.deployed, version),
            conflicts=tuple(sorted((names[one], words) for one, words in joined)),
        )

    return tuple(map(fact, versions)), rows.count()


def _read(versions: Sequence[Version]) -> tuple[_Duties, Faces]:
    ids = [version.pk for version in versions]
    built = {version.pk: set(builders_of(version)) for version in versions}
    validated, deployed = validators(ids), _deployers(ids)
    asked, signed = _changes(ids)
    approved = {key: {who for who, _ in pairs} for key, pairs in signed.items()}
    every = (built, validated, asked, approved, deployed)
    behind = faces_of({one for of in every for who in of.values() for one in who})
    own = {
        key: {who for who, asker in pairs if behind[who] & behind[asker]}
        for key, pairs in signed.items()
    }
    return _Duties(*every, own), behind


def names_of(people: Iterable[UUID]) -> dict[UUID, str]:
    """User names by key; one query."""
    rows = User.objects.filter(pk__in=set(people))
    return dict(rows.values_list("pk", "username"))


def validators(versions: Iterable[UUID]) -> People:
    """Everybody who took a step of a validation that is a validator's."""
    ids = list(versions)
    found: dict[UUID, set[UUID]] = defaultdict(set)
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


def _changes(
    versions: Iterable[UUID],
) -> tuple[People, Mapping[UUID, set[tuple[UUID, UUID]]]]:
    """Who asked for a change with the version; who approved one, and who had asked."""
    asked: dict[UUID, set[UUID]] = defaultdict(set)
    signed: dict[UUID, set[tuple[UUID, UUID]]] = defaultdict(set)
    rows = ChangeRequest.objects.filter(
        about_type=Version.subject_type, about_id__in=list(versions)
    )
    for version, person in rows.values_list("about_id", "requested_by"):
        asked[version].add(person)
    given = Approval.objects.filter(change__in=rows, verdict=Approval.Verdict.APPROVE)
    for version, who, asker in given.values_list(
        "change__about_id", "person", "change__requested_by"
    ):
        signed[version].add((who, asker))
    return asked, signed


def _deployers(versions: Iterable[UUID]) -> People:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Release.objects.filter(version__in=list(versions))
    for version, person in rows.values_list("version", "requested_by"):
        found[version].add(person)
    return found
