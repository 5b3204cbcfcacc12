"""A service account at work: through the API, in the ledger, until it ends."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance import history, inbox
from governance.exceptions import AccessDenied, IllegalMove
from governance.models import AccessToken, Entry, Grant, User
from governance.operations.close_account import close_account, reopen_account
from governance.operations.revoke_token import revoke_token
from governance.operations.unshare_project import unshare_project
from registry.models import Experiment, Project
from tests import make


@pytest.fixture
def account(builder: User, project: Project) -> User:
    return make.service(builder, project, role="data_scientist")


@pytest.fixture
def secret(builder: User, account: User) -> str:
    return make.secret(builder, account)


def test_what_it_does_is_one_entry_on_behalf_of_its_owner(
    builder: User, account: User, secret: str, project: Project
) -> None:
    before = Entry.objects.count()
    path = f"projects/{project.pk}/experiments"
    answer = make.call(secret, path, {"name": "nightly"}, "post")
    assert answer.status_code == 201
    (entry,) = make.entries_since(before)
    body = json.loads(bytes(entry.body))
    assert body["actor"]["id"] == str(account.pk)
    assert (body["actor"]["kind"], body["actor"]["auth"]) == ("service", "token")
    assert body["on_behalf_of"] == str(builder.pk)
    assert Experiment.objects.get(name="nightly").created_by == account
    (line,) = history.tell([entry])
    assert line.who == "service:pipeline on behalf of builder"


def test_it_is_told_who_it_is(account: User, secret: str) -> None:
    told = make.call(secret, "me").json()
    assert (told["username"], told["kind"]) == (account.username, "service")
    assert told["owner"] == "builder"


def test_pages_and_api_name_its_owner(
    builder: User,
    secret: str,
    project: Project,
    browser_of: Callable[[User], Client],
) -> None:
    path = f"projects/{project.pk}/experiments"
    make.call(secret, path, {"name": "nightly"}, "post")
    page = browser_of(builder).get(f"/projects/{project.pk}/events/")
    assert "on behalf of builder" in page.content.decode()
    newest = make.call(secret, f"projects/{project.pk}/events").json()[0]
    assert (newest["actor"], newest["on_behalf_of"]) == ("service:pipeline", "builder")


def test_a_refusal_names_its_owner_too(
    builder: User, secret: str, project: Project
) -> None:
    path = f"projects/{project.pk}/members"
    given = {"member": "outsider", "role": "viewer", "reason": make.WHY}
    assert make.call(secret, path, given, "post").status_code == 403
    entry = Entry.objects.filter(action="access.denied").latest("pk")
    assert json.loads(bytes(entry.body))["on_behalf_of"] == str(builder.pk)


def test_it_sees_its_project_and_no_other_of_its_owner(
    builder: User, secret: str, project: Project
) -> None:
    other = make.project(builder, "another")
    told = make.call(secret, "projects").content.decode()
    assert str(project.pk) in told
    assert str(other.pk) not in told
    assert make.call(secret, f"projects/{other.pk}").status_code == 404


def test_closing_it_ends_it_at_the_next_request(
    builder: User, account: User, secret: str
) -> None:
    before = Entry.objects.count()
    close_account(actor=builder, person=account, reason=make.WHY)
    (entry,) = make.entries_since(before)
    assert entry.project_id == account.home_project
    assert make.call(secret, "me").status_code == 401
    reopen_account(actor=builder, person=account, reason=make.WHY)
    assert make.call(secret, "me").status_code == 200


def test_closing_its_owner_ends_it_at_the_next_request(
    admin: User, builder: User, secret: str
) -> None:
    close_account(actor=admin, person=builder, reason=make.WHY)
    assert make.call(secret, "me").status_code == 401


def test_the_end_of_its_role_ends_it(
    builder: User, account: User, secret: str, project: Project
) -> None:
    path = f"projects/{project.pk}"
    assert make.call(secret, path).status_code == 200
    grant = Grant.objects.get(user=account)
    unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    assert make.call(secret, path).status_code == 404


def test_its_role_ends_by_the_clock(secret: str, project: Project) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert make.call(secret, f"projects/{project.pk}").status_code == 404


def test_a_revoked_token_of_it_is_refused(
    builder: User, account: User, secret: str
) -> None:
    token = AccessToken.objects.get(user=account)
    revoke_token(actor=builder, token=token, reason=make.WHY)
    assert make.call(secret, "me").status_code == 401


def test_whoever_shares_the_project_revokes_and_makes_none(
    builder: User, engineer: User, project: Project
) -> None:
    account = make.service(builder, project, name="other", owner="engineer")
    secret = make.secret(engineer, account)
    with pytest.raises(AccessDenied):
        make.secret(builder, account)
    token = AccessToken.objects.get(user=account)
    revoke_token(actor=builder, token=token, reason=make.WHY)
    assert make.call(secret, "me").status_code == 401


def test_others_neither_revoke_nor_close(
    engineer: User, account: User, secret: str
) -> None:
    token = AccessToken.objects.get(user=account)
    with pytest.raises(AccessDenied):
        revoke_token(actor=engineer, token=token, reason=make.WHY)
    with pytest.raises(AccessDenied):
        close_account(actor=engineer, person=account, reason=make.WHY)
    assert make.call(secret, "me").status_code == 200


def test_it_cannot_close_itself_nor_take_a_token_of_a_person(
    account: User, builder: User
) -> None:
    with pytest.raises((AccessDenied, IllegalMove)):
        close_account(actor=account, person=account, reason=make.WHY)
    make.secret(builder)
    mine = AccessToken.objects.get(user=builder)
    with pytest.raises(AccessDenied):
        revoke_token(actor=account, token=mine, reason=make.WHY)


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("inbox", "get"),
        ("tokens", "get"),
        ("access-requests", "get"),
        ("inbox/read", "post"),
    ],
)
def test_it_has_no_things_of_its_own(secret: str, path: str, method: str) -> None:
    assert make.call(secret, path, method=method).status_code == 403


def test_its_owner_is_told_before_the_role_and_the_last_token_end(
    builder: User, engineer: User, account: User, secret: str
) -> None:
    assert [line.kind for line in inbox.waiting(builder)] == []
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        (line,) = inbox.waiting(builder)
        assert "service:pipeline" in line.what
        assert line.due == Grant.objects.get(user=account).valid_until
        assert inbox.waiting(engineer) == []
    AccessToken.objects.filter(user=account).update(
        expires_at=timezone.now() + timedelta(days=3)
    )
    (line,) = inbox.waiting(builder)
    assert line.what == "The last token of service:pipeline ends"


def test_a_token_made_in_time_is_quiet(builder: User, account: User) -> None:
    make.secret(builder, account, days=3)
    assert len(inbox.waiting(builder)) == 1
    make.secret(builder, account, days=200)
    assert inbox.waiting(builder) == []


def test_its_page_lists_tokens_and_shows_a_new_one_once(
    builder: User, account: User, browser_of: Callable[[User], Client]
) -> None:
    page = f"/service-accounts/{account.pk}/"
    browser = browser_of(builder)
    empty = browser.get(page).content.decode()
    assert "It has no token" in empty
    given = {"name": "nightly", "scopes": ["read"], "days": 5, "rights": "project.view"}
    made = browser.post(page, given)
    fresh = made.context["fresh"]
    assert fresh in made.content.decode()
    assert made["Cache-Control"].startswith("max-age=0")
    again = browser.get(page).content.decode()
    assert "nightly" in again
    assert fresh not in again
    assert fresh.encode() not in b"".join(bytes(e.body) for e in Entry.objects.all())


def test_the_list_costs_the_same_for_any_number(
    builder: User,
    project: Project,
    account: User,
    browser_of: Callable[[User], Client],
) -> None:
    browser, path = browser_of(builder), f"/projects/{project.pk}/service-accounts/"
    with CaptureQueriesContext(connection) as one:
        browser.get(path)
    for number in range(5):
        made = make.service(builder, project, name=f"number-{number}")
        make.secret(builder, made)
    with CaptureQueriesContext(connection) as six:
        browser.get(path)
    assert len(six) == len(one)
