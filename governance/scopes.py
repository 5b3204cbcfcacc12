"""The projects, seen from below: governance knows only that there is one such model.

The upper layer registers it in AppConfig.ready; members, events and the Access page
read it through here.
"""

from uuid import UUID

from django.db.models import QuerySet

from governance import access
from governance.exceptions import NotVisible
from governance.models import Subject, User
from governance.rights import Right

_MODELS: list[type[Subject]] = []


def register(model: type[Subject]) -> None:
    """Name the model whose rows are projects; once."""
    if _MODELS and [model] != _MODELS:
        raise ValueError("there is one kind of project")
    _MODELS[:] = [model]


def model() -> type[Subject]:
    """The model whose rows are projects."""
    return _MODELS[0]


def every() -> QuerySet[Subject]:
    """All projects; only for those who manage access."""
    rows: QuerySet[Subject] = _MODELS[0]._default_manager.all()  # noqa: SLF001 - Django's documented name
    return rows


def visible(actor: User) -> QuerySet[Subject]:
    """The projects that the actor may see."""
    return access.visible(every(), actor)


def visible_ids(actor: User) -> QuerySet[Subject, UUID]:
    """Their ids."""
    return visible(actor).values_list("pk", flat=True)


def find(actor: User, scope_id: UUID) -> Subject:
    """A project that the actor may see; absent and invisible both raise NotVisible."""
    return _one(visible(actor), scope_id)


def find_to_manage(actor: User, scope_id: UUID) -> Subject:
    """Like `find`; people who manage access find any project, by name only."""
    rows = every()
    if not access.may(actor, Right.MANAGE_ACCESS, None).allowed:
        rows = access.visible(rows, actor)
    return _one(rows, scope_id)


def _one(rows: QuerySet[Subject], scope_id: UUID) -> Subject:
    found = rows.filter(pk=scope_id).first()
    if found is None:
        raise NotVisible
    return found
