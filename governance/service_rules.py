"""What a service account may be given, and who may answer for one.

Asked before something is given, so that people read why. What holds at each request is
decided by `access.holds`: the account's own grant, and its owner's rights.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from governance import access
from governance.exceptions import Conflict, InvalidInput
from governance.models import Grant, User
from governance.rights import PEOPLE_ONLY, SERVICE_ROLES, Right, Role

MAX_DAYS = 366
PREFIX = "service:"


def role_of(text: str) -> Role:
    """The role of that name; InvalidInput when service accounts do not hold it."""
    if text not in SERVICE_ROLES:
        names = ", ".join(SERVICE_ROLES)
        raise InvalidInput("role", f"A service account holds one of: {names}.")
    return Role(text)


def check_end(valid_until: datetime | None) -> None:
    """InvalidInput unless it ends, within 366 days."""
    last = timezone.now() + timedelta(days=MAX_DAYS)
    if valid_until is None or valid_until > last:
        told = f"The access of a service account ends, within {MAX_DAYS} days."
        raise InvalidInput("valid_until", told)


def find_owner(name: str, project_id: UUID, roles: list[Role]) -> User:
    """The person who will answer for an account with these roles.

    Refuses whoever is unknown, closed or no person, and whoever lacks a right of the
    roles: nobody holds by way of a program what they do not hold themselves.
    """
    found = User.objects.filter(
        username=name.strip()[:150],
        kind=User.Kind.PERSON,
        is_active=True,
        is_emergency=False,
    ).first()
    if found is None:
        raise InvalidInput("owner", f"Nobody here is called {name.strip()[:80]}.")
    for role in roles:
        refuse_beyond(found, role, project_id, field="owner")
    return found


def refuse_beyond(owner: User, role: Role, project_id: UUID, *, field: str) -> None:
    """InvalidInput when the role allows what the owner may not do there."""
    for right in Right:
        held = right in role.rights - PEOPLE_ONLY
        if held and not access.holds(owner, right, project_id).allowed:
            told = f"{owner} may not {right.label} here, so no account of theirs may."
            raise InvalidInput(field, told)


def find(name: str, project_id: UUID) -> User | None:
    """The project's own open service account of that name; others are not told of."""
    rows = User.objects.filter(kind=User.Kind.SERVICE, is_active=True)
    return rows.filter(username=name.strip()[:150], home_project=project_id).first()


def check_given(account: User, role: str, valid_until: datetime | None) -> None:
    """Refuse what sharing its project with a service account must not give.

    A role it cannot hold, a second one, no end, and rights that its owner lacks.
    """
    if account.owner is None or account.home_project is None:
        raise InvalidInput("member", f"{account} is no service account.")
    chosen = role_of(role)
    check_end(valid_until)
    refuse_beyond(account.owner, chosen, account.home_project, field="role")
    held = Grant.objects.open(timezone.now()).filter(user=account)
    if held.exists():
        raise Conflict(f"{account} has a role already. End it first.")
