"""The rule that a project keeps one owner, and the site one admin."""

from django.db.models import Q
from django.utils import timezone

from governance.exceptions import IllegalMove
from governance.models import Grant, Subject
from governance.rights import Role
from governance.subjects import SITE_ID, Site

LAST_OWNER = "A project keeps one owner without an end. Share it with another first."
LAST_ADMIN = "The site keeps one admin without an end. Make somebody else one first."


def refuse_last(place: Subject | Site, leaving: Grant) -> None:
    """IllegalMove when nobody else could give access there, without an end.

    Who counts: somebody active behind the grant, alone or in a group. What the question
    is about is locked until the transaction ends, so that two who remove each other are
    asked one after the other, whatever subject their steps have.
    """
    role, told = Role.OWNER, LAST_OWNER
    if isinstance(place, Site):
        role, told = Role.ADMIN, LAST_ADMIN
    if leaving.role != role:
        return
    _lock(place)
    held = Q(user__is_active=True) | Q(group__user__is_active=True)
    stay = Grant.objects.in_force(timezone.now()).filter(
        held, scope=place.pk, role=role, valid_until=None
    )
    if not stay.exclude(pk=leaving.pk).exists():
        raise IllegalMove(told)


def _lock(place: Subject | Site) -> None:
    """The project's row; for the site, which has none, the rows of its admins."""
    if isinstance(place, Site):
        admins = Grant.objects.filter(scope=SITE_ID, role=Role.ADMIN, ended_at=None)
        list(admins.select_for_update().order_by("pk").values_list("pk"))
        return
    manager = place.__class__._base_manager  # noqa: SLF001 - Django's documented name
    manager.select_for_update(of=("self",)).filter(pk=place.pk).first()
