"""Closing an account ends everything at once; reopening gives back what holds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from governance import access, scopes
from governance.exceptions import (
    AccessDenied,
    Conflict,
    IllegalMove,
    InvalidInput,
    ReasonMissing,
)
from governance.jobs import JobRun
from governance.models import Entry, Job, Subject, User
from governance.operations.close_account import close_account, reopen_account
from governance.operations.create_token import create_token
from governance.operations.open_session import open_session
from governance.rights import Right
from tests import make


def close(actor: User, person: User) -> User:
    return close_account(actor=actor, person=person, reason=make.WHY)


def test_a_session_ends_with_the_next_request(
    project: Subject, admin: User, engineer: User, browser_of: Callable[..., Client]
) -> None:
    window = browser_of(engineer)
    assert window.get(f"/projects/{project.pk}/").status_code == 200
    close(admin, engineer)
    answer = window.get(f"/projects/{project.pk}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_an_access_token_ends_with_the_next_request(
    project: Subject, admin: User, engineer: User, client: Client
) -> None:
    _, secret = create_token(actor=engineer, name="laptop", scopes=["read"], days=1)
    headers = {"Authorization": f"Bearer {secret}"}
    where = f"/api/v1/projects/{project.pk}"
    assert client.get(where, headers=headers).status_code == 200
    close(admin, engineer)
    assert client.get(where, headers=headers).status_code == 401


def test_a_worker_that_knew_the_account_open_refuses_it(
    project: Subject, admin: User, engineer: User
) -> None:
    """The object in its hands still says that the account is open."""
    job = Job.objects.create(
        kind="deploy",
        about_type=project.subject_type,
        about_id=project.pk,
        effect_key="deploy",
        requested_by=engineer,
        state=Job.State.RUNNING,
    )
    run = JobRun(job, admin)
    run.recheck(Right.DEPLOY_PROD, project.pk)
    close(admin, User.objects.get(pk=engineer.pk))
    assert engineer.is_active
    with pytest.raises(AccessDenied):
        run.recheck(Right.DEPLOY_PROD, project.pk)
    assert not access.visible(scopes.every(), engineer).exists()


def test_nobody_logs_in_to_a_closed_account(
    project: Subject, admin: User, engineer: User
) -> None:
    close(admin, engineer)
    engineer.refresh_from_db()
    with pytest.raises(AccessDenied):
        open_session(actor=engineer)


def test_a_closed_account_gets_no_new_access(
    project: Subject, admin: User, builder: User, outsider: User
) -> None:
    close(admin, outsider)
    with pytest.raises(InvalidInput):
        make.share(builder, project, "outsider")


def test_reopening_brings_back_what_is_in_force(
    project: Subject, admin: User, engineer: User
) -> None:
    close(admin, engineer)
    person = reopen_account(actor=admin, person=engineer, reason=make.WHY)
    assert access.may(person, Right.DEPLOY_PROD, project.pk).allowed


def test_each_step_leaves_one_entry_about_the_account(
    project: Subject, admin: User, engineer: User
) -> None:
    before = Entry.objects.count()
    close(admin, engineer)
    reopen_account(actor=admin, person=engineer, reason=make.WHY)
    found = make.entries_since(before)
    assert [e.action for e in found] == ["person.closed", "person.reopened"]
    assert {e.object_id for e in found} == {engineer.pk}


def test_who_may_not_is_refused_and_nothing_changes(
    project: Subject, builder: User, auditor: User, engineer: User
) -> None:
    for actor in (builder, auditor, engineer):
        with pytest.raises(AccessDenied):
            close(actor, engineer)
    assert User.objects.get(pk=engineer.pk).is_active


def test_nobody_closes_their_own_account_or_one_of_the_system(
    project: Subject, admin: User
) -> None:
    for person in (admin, User.objects.system("jobs")):
        with pytest.raises(IllegalMove):
            close(admin, person)


def test_a_closed_account_is_not_closed_again(
    project: Subject, admin: User, engineer: User
) -> None:
    with pytest.raises(Conflict):
        reopen_account(actor=admin, person=engineer, reason=make.WHY)
    close(admin, engineer)
    with pytest.raises(Conflict):
        close(admin, engineer)


def test_it_takes_a_reason(project: Subject, admin: User, engineer: User) -> None:
    with pytest.raises(ReasonMissing):
        close_account(actor=admin, person=engineer, reason="left")


def test_what_the_provider_says_is_brought_by_its_account(
    project: Subject, engineer: User
) -> None:
    assert not close(User.objects.system("identity"), engineer).is_active


def test_the_command_closes_and_reopens(project: Subject, engineer: User) -> None:
    call_command("close_account", "engineer", reason=make.WHY, verbosity=0)
    assert not User.objects.get(pk=engineer.pk).is_active
    call_command("close_account", "engineer", reason=make.WHY, reopen=True)
    assert User.objects.get(pk=engineer.pk).is_active
    with pytest.raises(CommandError, match="Nobody"):
        call_command("close_account", "nobody-here", reason=make.WHY)


def test_the_page_lists_accounts_and_closes_one(
    project: Subject, admin: User, engineer: User, browser_of: Any
) -> None:
    window = browser_of(admin)
    shown = window.get("/access/accounts/", {"text": "engin"}).content.decode()
    assert "engineer" in shown
    assert "validator" not in shown
    where = f"/access/accounts/{engineer.pk}/close/"
    assert window.post(where, {"reason": "no"}).status_code == 400
    assert window.post(where, {"reason": make.WHY}).status_code == 302
    assert not User.objects.get(pk=engineer.pk).is_active


def test_an_unknown_account_looks_like_a_known_one_to_who_may_not(
    project: Subject, builder: User, admin: User, engineer: User, browser_of: Any
) -> None:
    for known in (engineer.pk, project.pk):
        where = f"/access/accounts/{known}/close/"
        assert browser_of(builder).get(where).status_code == 403
        assert browser_of(builder).post(where, {"reason": make.WHY}).status_code == 403
    assert (
        browser_of(admin).get(f"/access/accounts/{project.pk}/close/").status_code
        == 404
    )
