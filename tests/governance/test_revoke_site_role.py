"""Ending a role on the site; the last admin stays."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from governance import access, owners
from governance.exceptions import AccessDenied, IllegalMove
from governance.models import Entry, Grant, User
from governance.operations.close_account import close_account
from governance.operations.grant_site_role import grant_site_role, revoke_site_role
from governance.rights import Right
from governance.subjects import SITE_ID
from tests import make


@pytest.fixture(autouse=True)
def _roles(people: dict[str, User]) -> None:
    make.site_roles(people)


def role_of(person: User, role: str) -> Grant:
    return Grant.objects.get(user=person, scope=SITE_ID, role=role, ended_at=None)


def second_admin() -> User:
    person = make.person("second")
    operator = User.objects.system("operator")
    grant_site_role(actor=operator, member="second", role="admin", reason=make.WHY)
    return person


def test_an_admin_ends_a_role_with_one_entry(admin: User, auditor: User) -> None:
    before = Entry.objects.count()
    grant = role_of(auditor, "auditor")
    revoke_site_role(actor=admin, grant=grant, reason=make.WHY)
    assert not access.may(auditor, Right.AUDIT, None).allowed
    assert [e.action for e in make.entries_since(before)] == ["site.role_revoked"]


def test_nobody_else_does(builder: User, auditor: User) -> None:
    with pytest.raises(AccessDenied):
        revoke_site_role(
            actor=builder, grant=role_of(auditor, "auditor"), reason=make.WHY
        )
    assert access.may(auditor, Right.AUDIT, None).allowed


def test_the_last_admin_stays(admin: User) -> None:
    before = Entry.objects.count()
    with pytest.raises(IllegalMove) as refusal:
        revoke_site_role(actor=admin, grant=role_of(admin, "admin"), reason=make.WHY)
    assert refusal.value.message == owners.LAST_ADMIN
    assert Entry.objects.count() == before
    assert access.may(admin, Right.MANAGE_ACCESS, None).allowed


def test_one_of_two_may_go_and_then_the_other_stays(admin: User) -> None:
    second = second_admin()
    revoke_site_role(actor=second, grant=role_of(admin, "admin"), reason=make.WHY)
    with pytest.raises(IllegalMove):
        revoke_site_role(actor=second, grant=role_of(second, "admin"), reason=make.WHY)


def test_an_admin_whose_account_is_closed_does_not_count(admin: User) -> None:
    close_account(actor=admin, person=second_admin(), reason=make.WHY)
    with pytest.raises(IllegalMove):
        revoke_site_role(actor=admin, grant=role_of(admin, "admin"), reason=make.WHY)


def command(*words: str) -> None:
    call_command("grant_site_role", *words, "--reason", make.WHY, stdout=StringIO())


def test_whoever_runs_commands_gives_and_ends_a_role_on_the_site() -> None:
    person, before = make.person("second"), Entry.objects.count()
    command("second", "auditor")
    assert access.may(person, Right.AUDIT, None).allowed
    command("second", "auditor", "--revoke")
    assert not access.may(person, Right.AUDIT, None).allowed
    assert [e.action for e in make.entries_since(before)] == [
        "site.role_granted",
        "site.role_revoked",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nobody", "admin"), "Nobody here is called"),
        (("second", "owner"), "one of the site's roles"),
        (("second", "admin", "--revoke"), "does not hold admin"),
        (("admin", "admin", "--revoke"), "keeps one admin"),
    ],
)
def test_the_command_says_what_is_wrong_and_changes_nothing(
    words: tuple[str, ...], told: str
) -> None:
    make.person("second")
    before = Entry.objects.count()
    with pytest.raises(CommandError, match=told):
        command(*words)
    assert Entry.objects.count() == before
