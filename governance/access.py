"""Who may do what. The only importer of guardian.

Every decision reads the Grant rows in one query and filters by time; nothing is cached.
guardian's rows are a projection of the grants in force, rewritten by `project_rights`
in the same transaction. They know no end of a grant, so no decision reads them alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from governance import decisive, limits, owners, visibility
from governance.exceptions import AccessDenied, Conflict
from governance.models import Grant, Subject, User
from governance.rights import PEOPLE_ONLY, SERVICE_ROLES, Right, Role, roles_with
from governance.subjects import SITE_ID, Site

# What system accounts may do by themselves; whoever runs commands acts as the operator.
SYSTEM_RIGHTS: dict[str, frozenset[Right]] = {
    "system:operator": frozenset(
        {
            Right.MANAGE_ACCESS,
            Right.MANAGE_ACCOUNTS,
            Right.ERASE,
            Right.VIEW,
            Right.AUDIT,
        }
    ),
    # What the provider says about an account, whoever brings it.
    "system:identity": frozenset({Right.MANAGE_ACCOUNTS}),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, and the sentence that says why."""

    allowed: bool
    because: str


def may(actor: User, right: Right, scope_id: UUID | None) -> Decision:
    """Whether the actor may now: the account holds the right, and its token leaves it.

    On a project, or on the site for None.
    """
    because = limits.refusal(actor, right, scope_id)
    if because:
        return Decision(allowed=False, because=because)
    return holds(actor, right, scope_id)


def holds(account: User, right: Right, scope_id: UUID | None) -> Decision:
    """Whether the account holds the right, by whatever token anybody asks.

    For answers about an account; what somebody does now is decided by `may`.
    """
    if not account.is_active:
        return Decision(allowed=False, because=f"The account {account} is closed.")
    if account.is_system:
        held = right in SYSTEM_RIGHTS.get(account.username, frozenset())
        word = "may" if held else "may not"
        return Decision(held, f"{account} {word} {right.label} by itself.")
    scopes = [SITE_ID] if scope_id is None else [scope_id, SITE_ID]
    if account.is_service:
        scopes = [scope for scope in scopes if scope == account.home_project]
    found = decisive.find(account, scopes, _roles(account, right), timezone.now())
    if found is None:
        return Decision(allowed=False, because=_missing(account, right))
    if account.owner is not None:
        return _answered(account.owner, right, scope_id, _held(found))
    return Decision(allowed=True, because=_held(found))


def _roles(account: User, right: Right) -> list[Role]:
    """The roles by which an account can hold a right."""
    found = roles_with(right)
    if not account.is_service:
        return found
    return [
        role for role in found if role in SERVICE_ROLES and right not in PEOPLE_ONLY
    ]


def _answered(
    owner: User, right: Right, scope_id: UUID | None, because: str
) -> Decision:
    """A service account may what its owner may: nobody gains a right by way of it."""
    behind = holds(owner, right, scope_id)
    if behind.allowed:
        return Decision(allowed=True, because=f"{because} {owner} answers for it.")
    told = f"{owner} answers for this account, and may not {right.label}."
    if not owner.is_active:
        told = f"The account of {owner}, who answers for this one, is closed."
    return Decision(allowed=False, because=told)


def is_open(actor: User) -> bool:
    """Whether the account is open now, whatever an object in memory says."""
    return User.objects.filter(pk=actor.pk, is_active=True).exists()


def require(actor: User, right: Right, scope_id: UUID | None) -> str:
    """The sentence that allows it; AccessDenied otherwise. For pages that ask first.

    The operation behind the page asks again, and its refusal is an entry.
    """
    decision = may(actor, right, scope_id)
    if not decision.allowed:
        raise AccessDenied(decision.because, right, scope_id)
    return decision.because


def _held(grant: decisive.Held) -> str:
    where = "the site" if grant.scope == SITE_ID else "this project"
    through = f" through group {grant.group}" if grant.group else ""
    until = (
        f", until {grant.valid_until:%d %b %Y %H:%M} UTC" if grant.valid_until else ""
    )
    return (
        f"{grant.role.label} on {where}{through}, granted by {grant.granted_by}{until}."
    )


def _missing(account: User, right: Right) -> str:
    if account.is_service and right in PEOPLE_ONLY:
        return f"Only people may {right.label}."
    names = ", ".join(role.label for role in roles_with(right))
    return f"You may not {right.label}. It takes one of the roles: {names}."


_Row = TypeVar("_Row", bound=Model)


def visible(
    rows: QuerySet[_Row], actor: User, right: Right = Right.VIEW, field: str = "pk"
) -> QuerySet[_Row]:
    """The rows whose project (in `field`) the actor may do this on, like `may`.

    The same number of queries for any number of projects (`visibility`).
    """
    narrowed = limits.narrowing(actor)
    project = narrowed.project if narrowed else None
    barred = narrowed is not None and limits.refusal(actor, right, project)
    if barred or not actor.is_active or actor.is_system:
        return rows.none()
    if project is not None:
        rows = rows.filter(**{field: project})
    now = timezone.now()
    if actor.owner is not None:
        rows = rows.filter(**{field: actor.home_project})
        owned = roles_with(right)
        rows = visibility.restrict(rows, actor.owner, owned, field, now)
    return visibility.restrict(rows, actor, _roles(actor, right), field, now)


def members(scope_id: UUID) -> list[Grant]:
    """Grants on a project, in force or given ahead, for people to read; one query."""
    return list(
        Grant.objects.open(timezone.now())
        .filter(scope=scope_id)
        .select_related("user__owner", "group", "granted_by")
        .order_by("valid_from")
    )


def active_rights(scope_id: UUID, holder: Q) -> frozenset[Right]:
    """The union of rights of one holder's grants in force on one scope."""
    grants = Grant.objects.in_force(timezone.now()).filter(holder, scope=scope_id)
    roles = grants.values_list("role", flat=True)
    return frozenset(right for role in roles for right in Role(role).rights)


def give(  # noqa: PLR0913 - the facts of a grant
    project: Subject | Site,
    holder: User | Group,
    role: Role,
    *,
    granted_by: User,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    entry: UUID | None = None,
) -> Grant:
    """Add a grant inside the caller's `governed`; Conflict when it is there already.

    It begins now, or at `valid_from`. `entry` is the record's, so that pages find the
    reason. Tell the ledger with `grant_facts.tell`. An open grant whose time is over is
    ended first: it no longer holds the place.
    """
    key = {"user": holder} if isinstance(holder, User) else {"group": holder}
    now = timezone.now()
    same = Grant.objects.filter(scope=project.pk, role=role, ended_at=None, **key)
    if same.open(now).exists():
        raise Conflict(f"{holder} has the role {role.label} there already.")
    same.update(ended_at=now)
    grant = Grant.objects.create(
        scope=project.pk,
        role=role,
        granted_by=granted_by,
        valid_from=max(now, valid_from or now),
        valid_until=valid_until,
        entry_uuid=entry,
        **key,
    )
    project_rights(project, holder)
    return grant


def end(grant: Grant, project: Subject | Site) -> None:
    """End a grant now, inside the caller's `governed`; Conflict when it has ended.

    IllegalMove when it is the last owner's or the last admin's: see `owners`.
    """
    owners.refuse_last(project, grant)
    _close(grant)
    holder = grant.user or grant.group
    if holder is not None:
        project_rights(project, holder)


def change_end(
    grant: Grant,
    project: Subject | Site,
    valid_until: datetime | None,
    *,
    granted_by: User,
    entry: UUID,
) -> Grant:
    """Another end for a grant: it is ended, and one like it takes its place."""
    if valid_until is not None:
        owners.refuse_last(project, grant)
    _close(grant)
    holder = grant.user or grant.group
    if holder is None:
        raise Conflict("This access belongs to nobody.")
    return give(
        project,
        holder,
        Role(grant.role),
        granted_by=granted_by,
        valid_from=grant.valid_from,
        valid_until=valid_until,
        entry=entry,
    )


def _close(grant: Grant) -> None:
    """The one update of a grant; what the clock has ended is over as well."""
    now = timezone.now()
    if Grant.objects.open(now).filter(pk=grant.pk).update(ended_at=now) != 1:
        raise Conflict("This access has ended already.")
    grant.ended_at = now


def project_rights(project: Subject | Site, holder: User | Group) -> None:
    """Rewrite guardian's rows of one holder on one project from the grants in force."""
    if isinstance(project, Site):
        return
    mine = {"user": holder} if isinstance(holder, User) else {"group": holder}
    model: Any = (
        get_user_obj_perms_model(project)
        if isinstance(holder, User)
        else get_group_obj_perms_model(project)
    )
    wanted = {right.codename for right in active_rights(project.pk, Q(**mine))}
    rows = model.objects.filter(content_object=project, **mine)
    rows.exclude(permission__codename__in=wanted).delete()
    present = set(rows.values_list("permission__codename", flat=True))
    permissions = Permission.objects.filter(
        content_type=ContentType.objects.get_for_model(project),
        codename__in=wanted - present,
    )
    model.objects.bulk_create(
        model(content_object=project, permission=permission, **mine)
        for permission in permissions
    )


def projection_of(project: type[Subject]) -> tuple[Any, Any]:
    """guardian's tables about projects: of users, of groups."""
    any_one = project()
    return get_user_obj_perms_model(any_one), get_group_obj_perms_model(any_one)


def renew_projection(project: type[Subject], since: datetime) -> int:
    """Rewrite guardian's rows of grants that began or ended by the clock since then.

    Nothing waits for it: decisions read the grants. Returns how many it looked at.
    """
    now = timezone.now()
    turned = Q(valid_until__gt=since, valid_until__lte=now) | Q(
        valid_from__gt=since, valid_from__lte=now
    )
    grants = Grant.objects.filter(turned, ended_at=None).exclude(scope=SITE_ID)
    rows = grants.select_related("user", "group").iterator()
    manager = project._base_manager  # noqa: SLF001 - Django's documented name
    count = 0
    for grant in rows:
        with transaction.atomic():
            locked = manager.select_for_update(of=("self",)).filter(pk=grant.scope)
            holder = grant.user or grant.group
            if holder is not None and (found := locked.first()) is not None:
                project_rights(found, holder)
                count += 1
    return count
