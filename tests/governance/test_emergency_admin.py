"""The one account with a password."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from governance import access
from governance.exceptions import Conflict, InvalidInput
from governance.models import Entry, User
from governance.operations.create_emergency_admin import create_emergency_admin
from governance.rights import Right
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


def new_admin() -> User:
    return create_emergency_admin(
        username="break-glass", password=PASSWORD, reason=make.WHY
    )


@pytest.fixture(autouse=True)
def _fresh_attempts() -> None:
    cache.clear()


def sent(username: str, password: str) -> tuple[Client, Any]:
    browser = Client()
    form = {"username": username, "password": password}
    return browser, browser.post("/login/emergency/", form)


def log_in(username: str, password: str) -> tuple[Client, int]:
    browser, answer = sent(username, password)
    return browser, answer.status_code


def test_it_manages_access_and_its_login_is_an_entry() -> None:
    admin = new_admin()
    assert access.may(admin, Right.MANAGE_ACCESS, None).allowed
    browser, status = log_in("break-glass", PASSWORD)
    assert status == 302
    assert Entry.objects.latest("pk").action == "session.opened"
    assert browser.get("/access/").status_code == 200


def test_there_is_one_at_most() -> None:
    new_admin()
    with pytest.raises(Conflict):
        create_emergency_admin(username="second", password=PASSWORD, reason=make.WHY)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaa", ""])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create_emergency_admin(username="a", password=password, reason=make.WHY)
    assert refusal.value.field == "password"


def test_five_wrong_passwords_close_the_door_for_the_right_one() -> None:
    new_admin()
    for _ in range(5):
        assert log_in("break-glass", "wrong")[1] == 400
    before = Entry.objects.count()
    _, answer = sent("break-glass", PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 15 * 60
    assert b"refused too often" in answer.content
    assert Entry.objects.count() == before
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        assert log_in("break-glass", PASSWORD)[1] == 302


def test_tries_with_one_name_shut_no_other() -> None:
    new_admin()
    for _ in range(6):
        log_in("somebody", "wrong")
    assert log_in("break-glass", PASSWORD)[1] == 302


def test_people_of_the_provider_have_no_password_here() -> None:
    person = make.person("ds1")
    person.set_password(PASSWORD)
    person.save()
    assert log_in("ds1", PASSWORD)[1] == 400


def test_the_command_reads_the_password_from_a_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    call_command("create_emergency_admin", "break-glass", "--reason", make.WHY)
    assert User.objects.get(is_emergency=True).check_password(PASSWORD)


def test_the_command_names_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    with pytest.raises(CommandError, match="at least 10 characters"):
        call_command("create_emergency_admin", "break-glass", "--reason", "short")
