"""Who built and who validated, by name; closed accounts are named as such."""

from collections.abc import Iterable
from uuid import UUID

from governance.faces import faces, faces_of
from governance.models import User
from registry.lineage import builders_of
from registry.models import Version
from reports.documents.access_review.duties import validators


def builders(version: Version) -> tuple[str, ...]:
    """Everybody who authored anything in its lineage."""
    return names(builders_of(version))


def validators_of(version: Version) -> tuple[str, ...]:
    """Everybody who took a validator's step on it."""
    return names(validators([version.pk]).get(version.pk, ()))


def common(version: Version, validated: Version) -> tuple[str, ...]:
    """Validators who have an account among those of the builders."""
    people = faces_of(validators([validated.pk]).get(validated.pk, ()))
    built = faces(builders_of(version))
    return names(key for key, mine in people.items() if mine & built)


def names(people: Iterable[UUID]) -> tuple[str, ...]:
    found = User.objects.filter(pk__in=set(people)).order_by("username")
    return tuple(name(person) for person in found)


def name(person: User) -> str:
    return person.username if person.is_active else f"{person.username} (closed)"
