"""Give somebody a role on a project."""

from datetime import datetime

from django.contrib.auth.models import Group

from governance import access, grant_facts, service_rules, terms
from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.faces import faces
from governance.models import Grant, Subject, User
from governance.recording import governed
from governance.rights import PROJECT_ROLES, Role

GROUP_PREFIX = "group:"


def share_project(  # noqa: PLR0913 - who, where, to whom, as what, when, why
    *,
    actor: User,
    project: Subject,
    member: str,
    role: str,
    reason: str,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> Grant:
    """Share a project with a user name, or with a group as `group:<name>`.

    Or with one of the project's own service accounts, within `service_rules`.

    Refuses an unknown member, a role that is none of a project, the actor themselves
    and the actor's own groups, an end that does not lie ahead and after the beginning,
    and a role that the member has already. Without a beginning it begins now.
    """
    if role not in PROJECT_ROLES:
        names = ", ".join(PROJECT_ROLES)
        raise InvalidInput("role", f"Choose one of the project's roles: {names}.")
    terms.check(valid_from, valid_until)
    with governed(actor, Action.PROJECT_SHARED, project, reason=reason) as record:
        # After the right: who may not share learns no names.
        holder = service_rules.find(member, project.pk) or find_other(actor, member)
        if isinstance(holder, User) and holder.is_service:
            service_rules.check_given(holder, role, valid_until)
        grant = access.give(
            record.subject,
            holder,
            Role(role),
            granted_by=actor,
            valid_from=valid_from,
            valid_until=valid_until,
            entry=record.uuid,
        )
        grant_facts.tell(record, new=grant)
    return grant


def find_other(actor: User, member: str) -> User | Group:
    """Like `find_member`, but neither the actor nor a group that the actor is in.

    Nobody gives themselves a right, not by way of a group either.
    """
    holder = find_member(member)
    refuse_own(actor, holder)
    return holder


def refuse_own(actor: User, holder: User | Group | None) -> None:
    """InvalidInput when the holder is the actor, or a group that the actor is in.

    In whatever account: see `faces`.
    """
    mine = faces([actor.pk])
    if isinstance(holder, User) and holder.pk in mine:
        raise InvalidInput("member", "You cannot give access to yourself.")
    if isinstance(holder, Group) and holder.user_set.filter(pk__in=mine).exists():
        raise InvalidInput("member", f"You are in {holder} yourself. Ask another.")


def find_member(member: str) -> User | Group:
    """The person or group of that name; InvalidInput when there is none."""
    name = member.strip()
    if not name:
        raise InvalidInput("member", "Enter a user name, or group:<name>.")
    found: User | Group | None
    if name.startswith(GROUP_PREFIX):
        found = Group.objects.filter(name=name.removeprefix(GROUP_PREFIX)).first()
    else:
        found = User.objects.filter(
            username=name, is_active=True, kind=User.Kind.PERSON
        ).first()
    if found is None:
        raise InvalidInput(
            "member", f"Nobody here is called {name[:80]}. They log in once first."
        )
    return found
