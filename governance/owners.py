"""The rule that a project keeps one owner."""

from django.db.models import Q
from django.utils import timezone

from governance.exceptions import IllegalMove
from governance.models import Grant, Subject
from governance.rights import Role
from governance.subjects import Site

LAST = "A project keeps one owner without an end. Share it with another first."


def refuse_ownerless(project: Subject | Site, leaving: Grant) -> None:
    """IllegalMove when nobody else owns the project without an end.

    Who counts: somebody active behind the grant, alone or in a group. The row of the
    project is locked until the transaction ends, so that two owners who remove each
    other are asked one after the other, whatever subject their steps have.
    """
    if isinstance(project, Site) or leaving.role != Role.OWNER:
        return
    manager = project.__class__._base_manager  # noqa: SLF001 - Django's documented name
    manager.select_for_update(of=("self",)).filter(pk=project.pk).first()
    held = Q(user__is_active=True) | Q(group__user__is_active=True)
    stay = Grant.objects.in_force(timezone.now()).filter(
        held, scope=project.pk, role=Role.OWNER, valid_until=None
    )
    if not stay.exclude(pk=leaving.pk).exists():
        raise IllegalMove(LAST)
