"""Make an account for a program of one project."""

import re
from datetime import timedelta

from django.utils import timezone

from governance import access, grant_facts, service_rules
from governance.actions import Action
from governance.exceptions import Conflict, InvalidInput
from governance.models import Custody, Subject, User
from governance.recording import Record, governed
from governance.rights import Role

NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,48}[a-z0-9]")
MAX_ACCOUNTS = 50


def create_service_account(  # noqa: PLR0913 - where, what, as what, how long, whose, why
    *,
    actor: User,
    project: Subject,
    name: str,
    role: str,
    days: int,
    reason: str,
    owner: str = "",
) -> User:
    """The account `service:<name>`, with one role on the project that ends by itself.

    `owner` is the user name of the person who answers for it, the actor's own when it
    is empty; they alone make its tokens. Refuses a name that is taken or is not 3 to 50
    small letters, digits and dashes, a role that decides on others' work, more than 366
    days, an owner who lacks a right of the role, and more than 50 open accounts.
    """
    name = name.strip()
    if NAME.fullmatch(name) is None:
        raise InvalidInput("name", "Use 3 to 50 small letters, digits and dashes.")
    chosen = service_rules.role_of(role)
    if not 1 <= days <= service_rules.MAX_DAYS:
        most = service_rules.MAX_DAYS
        raise InvalidInput("days", f"A service account works for 1 to {most} days.")
    with governed(actor, Action.SERVICE_CREATED, project, reason=reason) as record:
        _refuse_many(project)
        holder = service_rules.find_owner(
            owner.strip() or actor.username, project.pk, [chosen]
        )
        account = _account(record, name, holder, project)
        _give(record, account, chosen, days)
    return account


def _refuse_many(project: Subject) -> None:
    """The project's row is locked, so the number stands."""
    there = User.objects.filter(home_project=project.pk, is_active=True)
    if there.count() >= MAX_ACCOUNTS:
        raise Conflict(
            f"This project has {MAX_ACCOUNTS} service accounts. Close one first."
        )


def _account(record: Record, name: str, owner: User, project: Subject) -> User:
    username = f"{service_rules.PREFIX}{name}"
    if User.objects.filter(username=username).exists():
        raise InvalidInput("name", f"{username} is taken. Choose another name.")
    account = User(
        username=username,
        kind=User.Kind.SERVICE,
        owner=owner,
        home_project=project.pk,
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    Custody.objects.create(
        account=account, owner=owner, since=timezone.now(), entry_uuid=record.uuid
    )
    record.about(account)
    record.disclose("owner", None, owner.username)
    record.change("owner_id", None, str(owner.pk))
    return account


def _give(record: Record, account: User, role: Role, days: int) -> None:
    grant = access.give(
        record.subject,
        account,
        role,
        granted_by=record.actor,
        valid_until=timezone.now() + timedelta(days=days),
        entry=record.uuid,
    )
    grant_facts.tell(record, new=grant)
