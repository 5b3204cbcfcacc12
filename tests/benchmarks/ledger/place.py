"""A migrated database with a person who may, and a project to do it in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from governance.models import Grant, User
from governance.rights import Role
from tests import make

WHY = "The customer asked for it in ticket 4711."
REVISION = ("stage", "keeper", "note", "threshold", "revision")


@dataclass(frozen=True, slots=True)
class Place:
    """Who writes, and where."""

    actor: User
    project: Any


def prepare() -> Place:
    """Migrate, then make a person with a project; other people have theirs."""
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # our table names people
    if "pgtrigger" in settings.INSTALLED_APPS:
        call_command("pgtrigger", "install", verbosity=0)
    people = {"builder": make.person("builder"), "admin": make.person("admin")}
    make.site_roles(people)
    project = make.project(people["builder"])
    for number in range(50):  # the check must find its grant among others
        holder = make.person(f"member{number}")
        Grant.objects.create(
            scope=project.pk,
            user=holder,
            role=Role.VIEWER,
            granted_by=people["builder"],
            valid_from=timezone.now(),
        )
    return Place(User.objects.get(username="builder"), project)


def revise(row: Any, number: int) -> dict[str, tuple[Any, Any]]:
    """Change five fields; returns what they were and are."""
    new = {
        "stage": ("draft", "candidate", "live")[number % 3],
        "keeper": f"team {number % 7}",
        "note": f"Threshold moved after run {number} of the night.",
        "threshold": number % 1000,
        "revision": number,
    }
    changes = {}
    for field, value in new.items():
        changes[field] = (getattr(row, field), value)
        setattr(row, field, value)
    return changes
