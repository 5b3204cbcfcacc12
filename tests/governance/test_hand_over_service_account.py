"""Another person answers for a service account."""

from typing import Any

import pytest

from governance import access, access_answers
from governance.exceptions import AccessDenied, IllegalMove, InvalidInput
from governance.faces import faces
from governance.models import Custody, Entry, Subject, User
from governance.operations.hand_over_service_account import hand_over_service_account
from governance.rights import Right
from tests import make


def hand_over(actor: User, account: User, owner: str, **given: Any) -> User:
    values = {"reason": make.WHY} | given
    return hand_over_service_account(
        actor=actor, account=account, owner=owner, **values
    )


def test_the_new_owner_answers_and_every_token_ends(
    builder: User, engineer: User, project: Subject
) -> None:
    account = make.service(builder, project)
    old = make.secret(builder, account)
    before = Entry.objects.count()
    assert hand_over(builder, account, "engineer").owner == engineer
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.project_id) == ("service.handed_over", project.pk)
    assert make.call(old, "me").status_code == 401
    account.refresh_from_db()
    assert make.call(make.secret(engineer, account), "me").status_code == 200
    with pytest.raises(AccessDenied):
        make.secret(builder, account)


def test_whoever_once_answered_for_it_still_counts_as_it(
    builder: User, engineer: User, project: Subject
) -> None:
    account = make.service(builder, project)
    hand_over(builder, account, "engineer")
    assert {builder.pk, engineer.pk} <= faces([account.pk])
    assert Custody.objects.filter(account=account).count() == 2


def test_the_why_page_knows_who_answered_then(
    builder: User, engineer: User, project: Subject
) -> None:
    account = make.service(builder, project)
    then = Custody.objects.get(account=account).since
    hand_over(builder, account, "engineer")
    account.refresh_from_db()
    now = access_answers.answer(project.pk, account, Right.VIEW)
    assert now.behind is not None
    assert now.behind.person == engineer
    assert access_answers._owner(account, then) == builder  # noqa: SLF001 - the moment itself


def test_nobody_takes_one_over_that_may_more_than_they(
    builder: User, project: Subject
) -> None:
    account = make.service(builder, project, role="engineer", owner="engineer")
    with pytest.raises(InvalidInput, match="deploy to PROD"):
        hand_over(builder, account, "builder")
    account.refresh_from_db()
    assert access.may(account, Right.DEPLOY_PROD, project.pk).allowed


@pytest.mark.parametrize(
    "owner", ["builder", "nobody-here", "service:pipeline", "outsider", ""]
)
def test_an_unfit_owner_is_refused(builder: User, project: Subject, owner: str) -> None:
    account = make.service(builder, project)
    secret = make.secret(builder, account)
    with pytest.raises(InvalidInput) as refusal:
        hand_over(builder, account, owner)
    assert refusal.value.field == "owner"
    assert make.call(secret, "me").status_code == 200


def test_it_takes_the_right_to_share(
    builder: User, engineer: User, project: Subject
) -> None:
    account = make.service(builder, project, role="engineer", owner="engineer")
    with pytest.raises(AccessDenied):
        hand_over(engineer, account, "builder")


def test_people_are_not_handed_over(admin: User, people: dict[str, User]) -> None:
    make.site_roles(people)
    with pytest.raises((AccessDenied, IllegalMove)):
        hand_over(admin, people["builder"], "engineer")
