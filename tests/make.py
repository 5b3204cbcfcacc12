"""Plain builders with sensible defaults. They go through the operations."""

from typing import Any

from django.test import Client

from governance.models import Entry, Grant, Subject, User
from governance.operations.create_service_account import create_service_account
from governance.operations.create_token import create_token
from governance.operations.grant_site_role import grant_site_role
from governance.operations.provision_person import Identity, provision_person
from governance.operations.share_project import share_project
from registry.models import Project
from registry.operations.create_project import create_project

WHY = "Because the test needs it."
ISSUER = "https://provider.example"
ROLE_OF = {
    "validator": "validator",
    "engineer": "engineer",
    "officer": "officer",
    "business": "viewer",
}
SITE_ROLE_OF = {"admin": "admin", "auditor": "auditor", "builder": "project_creator"}


def person(name: str, *groups: str) -> User:
    """An account as the provider describes it."""
    return provision_person(
        identity=Identity(
            issuer=ISSUER,
            subject=f"subject-of-{name}",
            username=name,
            name=name.title(),
            email=f"{name}@example.com",
            groups=frozenset(groups),
        )
    )


def second_account(of: str, name: str) -> User:
    """Another account of somebody's subject, from another issuer: the same human."""
    subject = f"subject-of-{of}"
    other = f"{ISSUER}/second"
    return provision_person(
        identity=Identity(other, subject, name, name.title(), "", frozenset())
    )


def site_roles(people: dict[str, User]) -> None:
    """Give the personas their roles on the site."""
    operator = User.objects.system("operator")
    for name, role in SITE_ROLE_OF.items():
        if name in people:
            grant_site_role(actor=operator, member=name, role=role, reason=WHY)


def project(owner: User, name: str = "hydraulic system") -> Project:
    """A project of somebody who may create projects."""
    return create_project(actor=owner, name=name, description="A test rig.")


def shared_project(people: dict[str, User]) -> Project:
    """The builder's project with every persona in their role."""
    site_roles(people)
    made = project(people["builder"])
    for name, role in ROLE_OF.items():
        share_project(
            actor=people["builder"], project=made, member=name, role=role, reason=WHY
        )
    return made


def entries_since(count: int) -> list[Entry]:
    """The entries after the first `count`, oldest first."""
    return list(Entry.objects.order_by("pk")[count:])


def share(
    owner: User, where: Subject, member: str, role: str = "viewer", **given: Any
) -> Grant:
    """A grant on a project."""
    return share_project(
        actor=owner, project=where, member=member, role=role, reason=WHY, **given
    )


def service(maker: User, where: Subject, *, role: str = "viewer", **given: Any) -> User:
    """A service account; its maker answers for it unless an owner is named."""
    values: dict[str, Any] = {"name": "pipeline", "days": 30, "reason": WHY} | given
    return create_service_account(actor=maker, project=where, role=role, **values)


def secret(owner: User, account: User | None = None, **given: Any) -> str:
    """The text of a token that reads, writes and scores, unless narrowed further."""
    scopes = ["read", "write", "score"]
    values: dict[str, Any] = {"name": "laptop", "scopes": scopes, "days": 90} | given
    return create_token(actor=owner, account=account, **values)[1]


def call(text: str, path: str, data: Any = None, method: str = "get") -> Any:
    """The answer of the API to whoever sends this token."""
    client = Client(raise_request_exception=False)
    sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {text}"}}
    if method == "post":
        sent["content_type"] = "application/json"
    return getattr(client, method)(f"/api/v1/{path}", data or {}, **sent)
