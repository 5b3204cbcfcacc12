"""Whether guardian's rows equal the projection of the grants in force.

No decision reads them alone, so a difference opens no door; a library or a report that
reads them would be told something wrong. This repairs nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils import timezone

from governance import access, scopes
from governance.grant_facts import holder_key
from governance.models import Grant
from governance.rights import PROJECT_RIGHTS, Role

CHUNK = 500
GENERIC = ("UserObjectPermission", "GroupObjectPermission")
_Held = dict[tuple[UUID, str], set[str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One right of one holder on one project that only one side knows."""

    project: UUID
    holder: str
    codename: str
    in_guardian: bool

    def __str__(self) -> str:
        if self.in_guardian:
            says = "guardian has it, no grant in force gives it"
        else:
            says = "a grant in force gives it, guardian lacks it"
        return f"project {self.project}: {self.codename} of {self.holder}: {says}"


def differences() -> Iterator[Difference]:
    """Project by project. What differs is read twice: others may be writing."""
    keys = list(scopes.every().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        once = set(_between(chunk))
        again = (
            set(_between(sorted({each.project for each in once}))) if once else set()
        )
        yield from sorted(once & again, key=str)


def differences_in(project: UUID) -> list[Difference]:
    """Those of one project, for a report about it."""
    once = set(_between([project]))
    again = set(_between([project])) if once else set()
    return sorted(once & again, key=str)


def held_by_guardian(project: UUID) -> dict[str, set[str]]:
    """What guardian's rows say of a project: codenames of rights by holder."""
    return {holder: held for (_, holder), held in _by_guardian([project]).items()}


def strangers() -> Iterator[str]:
    """Rows in guardian's generic tables, which Hallmark never fills."""
    for name in GENERIC:
        table = apps.get_model("guardian", name)
        for row in table._default_manager.all()[:CHUNK]:  # noqa: SLF001 - documented
            yield f"guardian's generic table {name} holds row {row.pk}"


def _between(chunk: list[UUID]) -> Iterator[Difference]:
    wanted, found = _by_grants(chunk), _by_guardian(chunk)
    for key in wanted.keys() | found.keys():
        for codename in wanted[key] ^ found[key]:
            yield Difference(*key, codename, codename in found[key])


def _by_grants(chunk: list[UUID]) -> _Held:
    held: _Held = defaultdict(set)
    for grant in Grant.objects.in_force(timezone.now()).filter(scope__in=chunk):
        rights = Role(grant.role).rights
        held[grant.scope, holder_key(grant)] |= {
            right.codename for right in rights if right in PROJECT_RIGHTS
        }
    return held


def _by_guardian(chunk: list[UUID]) -> _Held:
    held: _Held = defaultdict(set)
    of_users, of_groups = access.projection_of(scopes.model())
    for table, kind in ((of_users, "user"), (of_groups, "group")):
        word: Any = "person" if kind == "user" else "group"
        rows = table.objects.filter(content_object__in=chunk)
        fields = ("content_object_id", f"{kind}_id", "permission__codename")
        for project, holder, codename in rows.values_list(*fields):
            held[project, f"{word}:{holder}"].add(codename)
    return held
