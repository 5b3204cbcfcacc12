"""The why-page: answers from the entries, now and at past moments."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance import access, access_answers
from governance.access_answers import Answer
from governance.exceptions import InvalidInput
from governance.models import Entry, Grant, Subject, User
from governance.operations.close_account import close_account, reopen_account
from governance.operations.extend_grant import extend_grant
from governance.operations.share_project import share_project
from governance.operations.unshare_project import unshare_project
from governance.rights import Right
from tests import make
from tests.sequenced import sequence

START = datetime(2026, 12, 1, 12, tzinfo=timezone.get_current_timezone())


def may(
    project: Subject,
    person: User,
    at: datetime | None = None,
    right: Right = Right.VIEW,
) -> Answer:
    """The answer; rows and entries must agree each time."""
    found = access_answers.answer(project.pk, person, right, at)
    assert found.faults == ()
    assert found.silent == ()
    return found


def share(owner: User, project: Subject, member: str, **values: Any) -> Grant:
    return share_project(
        actor=owner,
        project=project,
        member=member,
        role=values.pop("role", "viewer"),
        reason=make.WHY,
        **values,
    )


def test_a_life_of_access_is_told_for_every_moment(
    builder: User, project: Subject, outsider: User
) -> None:
    """Given, lengthened, ended, given again through a group, lost with the group."""
    told: list[tuple[int, bool]] = [(0, False)]
    with time_machine.travel(START, tick=False) as clock:
        clock.shift(timedelta(hours=1))
        grant = share(
            builder, project, "outsider", valid_until=START + timedelta(hours=3)
        )
        clock.shift(timedelta(hours=1))
        grant = extend_grant(
            actor=builder,
            project=project,
            grant=grant,
            valid_until=START + timedelta(hours=9),
            reason=make.WHY,
        )
        clock.shift(timedelta(hours=2))
        unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
        clock.shift(timedelta(hours=1))
        make.person("outsider", "rig team")
        share(builder, project, "group:rig team")
        clock.shift(timedelta(hours=1))
        make.person("outsider")
        clock.shift(timedelta(hours=1))
        told += [(1, True), (2, True), (3, True), (4, False), (5, True), (6, False)]
        person = User.objects.get(pk=outsider.pk)
        for hour, expected in told:
            at = START + timedelta(hours=hour, minutes=1)
            assert may(project, person, at).allowed is expected, hour
        assert not may(project, person).allowed


def test_a_yes_names_the_entry_that_gave_it(
    builder: User, project: Subject, engineer: User
) -> None:
    sequence()
    found = may(project, engineer, right=Right.DEPLOY_PROD)
    (way,) = found.ways
    entry = Entry.objects.get(uuid=way.grant.given.uuid)
    assert entry.action == "project.shared"
    assert way.grant.given.number == entry.leaf.seq
    assert found.range.size == Entry.objects.count()
    assert found.range.checkpoint is not None
    assert found.range.checkpoint.size >= found.range.size


def test_a_no_says_how_many_entries_were_read(project: Subject, engineer: User) -> None:
    sequence()
    found = may(project, engineer, right=Right.SHARE)
    assert not found.allowed
    assert found.ways == ()
    assert found.range.size == Entry.objects.count()


def test_owners_and_the_site_s_roles_are_told_too(
    project: Subject, builder: User, auditor: User, admin: User
) -> None:
    assert may(project, builder, right=Right.SHARE).allowed
    (way,) = may(project, auditor).ways
    assert way.on_site
    assert not may(project, admin).allowed
    assert may(project, admin, right=Right.SHARE).allowed


def test_a_group_is_told_with_the_login_that_brought_it(
    builder: User, project: Subject
) -> None:
    member = make.person("member", "rig team")
    share(builder, project, "group:rig team")
    (way,) = may(project, member).ways
    assert way.group == "rig team"
    assert way.joined is not None
    assert way.joined.action == "person.provisioned"


def test_a_closed_account_could_nothing_while_it_was_closed(
    project: Subject, admin: User, engineer: User
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        close_account(actor=admin, person=engineer, reason=make.WHY)
        clock.shift(timedelta(hours=1))
        reopen_account(actor=admin, person=engineer, reason=make.WHY)
        clock.shift(timedelta(hours=1))
        engineer.refresh_from_db()
        assert may(project, engineer, START - timedelta(seconds=1)).allowed
        closed = may(project, engineer, START + timedelta(minutes=1))
        assert not closed.allowed
        assert closed.closed is not None
        assert may(project, engineer).allowed


def test_before_the_account_was_made_nothing_was_allowed(
    project: Subject, engineer: User
) -> None:
    found = may(project, engineer, timezone.now() - timedelta(days=400))
    assert not found.allowed
    assert not found.known


def test_the_future_is_not_told(project: Subject, engineer: User) -> None:
    with pytest.raises(InvalidInput):
        may(project, engineer, timezone.now() + timedelta(seconds=2))


@pytest.mark.parametrize("how", ["added", "lengthened", "ended", "other role"])
def test_rows_changed_behind_the_ledger_are_told(
    project: Subject, builder: User, engineer: User, outsider: User, how: str
) -> None:
    rows = Grant.objects.filter(scope=project.pk, user=engineer)
    if how == "added":
        access.give(project, outsider, project_role("owner"), granted_by=builder)
    elif how == "lengthened":
        rows.update(ended_at=timezone.now())
    elif how == "ended":
        rows.update(valid_until=timezone.now())
    else:
        rows.update(role="owner")
    person = outsider if how == "added" else engineer
    found = access_answers.answer(project.pk, person, Right.VIEW)
    assert any("no entry gives it" in f or "rows lack it" in f for f in found.faults)


def project_role(name: str) -> Any:
    from governance.rights import Role  # noqa: PLC0415 - only here

    return Role(name)


def test_a_group_or_an_account_changed_behind_the_ledger_is_told(
    project: Subject, engineer: User
) -> None:
    from django.contrib.auth.models import Group  # noqa: PLC0415 - only here

    engineer.groups.add(Group.objects.create(name="team"))
    found = access_answers.answer(project.pk, engineer, Right.VIEW)
    assert any("groups" in fault for fault in found.faults)


def test_the_number_of_queries_stays_the_same(
    project: Subject, builder: User, engineer: User, django_assert_num_queries: Any
) -> None:
    access_answers.answer(project.pk, engineer, Right.VIEW)
    for number in range(5):
        make.person(f"member {number}")
        share(builder, project, f"member {number}")
    with django_assert_num_queries(9):
        access_answers.answer(project.pk, engineer, Right.VIEW)


def test_every_action_that_changes_a_grant_is_one_that_is_replayed() -> None:
    """Found in the sources: an operation that gives or ends says so in its entry."""
    import ast  # noqa: PLC0415 - only here

    from governance.access_history import GRANT_ACTIONS  # noqa: PLC0415
    from governance.actions import Action  # noqa: PLC0415
    from tests.architecture.sources import modules  # noqa: PLC0415

    for name, tree in modules():
        text = ast.dump(tree)
        if "/operations/" not in name or "grant_facts" not in text:
            continue
        codes = {
            Action[node.attr]
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "Action"
        }
        assert codes & GRANT_ACTIONS, f"{name} changes grants by {codes}"


def page(window: Client, project: Subject, **asked: str) -> Any:
    return window.get(f"/projects/{project.pk}/why/", asked)


def test_the_page_answers_and_links_the_entry(
    project: Subject, builder: User, engineer: User, browser_of: Any
) -> None:
    sequence()
    asked = {"person": "engineer", "right": "deploy.prod"}
    shown = page(browser_of(builder), project, **asked).content.decode()
    assert "Yes: engineer may deploy to PROD." in shown
    given = access_answers.answer(project.pk, engineer, Right.DEPLOY_PROD).ways[0]
    assert f"/audit/entries/{given.grant.given.uuid}/" in shown
    assert make.WHY in shown


def test_rows_that_differ_are_told_in_red(
    project: Subject, builder: User, engineer: User, browser_of: Any
) -> None:
    Grant.objects.filter(user=engineer).update(role="owner")
    answer = page(browser_of(builder), project, person="engineer")
    assert "Rows and ledger do not agree" in answer.content.decode()


def test_everybody_asks_about_themselves_and_few_about_others(
    project: Subject, people: dict[str, User], browser_of: Any
) -> None:
    assert page(browser_of(people["business"]), project).status_code == 200
    for name in ("engineer", "nobody-here"):
        refused = page(browser_of(people["business"]), project, person=name)
        assert refused.status_code == 403
    for who in ("builder", "admin", "auditor"):
        window = browser_of(people[who])
        assert page(window, project, person="engineer").status_code == 200
        assert page(window, project, person="nobody").status_code == 400
    assert page(browser_of(people["outsider"]), project).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"right": "everything"},
        {"at": "soon"},
        {"at": "2999-01-01T00:00"},
        {"right": "a" * 9},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    project: Subject, builder: User, browser_of: Any, asked: dict[str, str]
) -> None:
    assert page(browser_of(builder), project, **asked).status_code == 400
    api = f"/api/v1/projects/{project.pk}/why"
    assert browser_of(builder).get(api, asked).status_code == 400


def test_the_api_gives_the_same_answer(
    project: Subject, builder: User, browser_of: Any
) -> None:
    asked = {"person": "engineer", "right": "deploy.prod"}
    where = f"/api/v1/projects/{project.pk}/why"
    told = json.loads(browser_of(builder).get(where, asked).content)
    assert told["allowed"] is True
    assert told["ways"][0]["role"] == "engineer"
    assert told["faults"] == []


def test_the_matrix_tells_ways_ends_and_last_acts(
    project: Subject, builder: User, browser_of: Any
) -> None:
    make.person("member", "rig team")
    end = timezone.now() + timedelta(days=9)
    share(builder, project, "group:rig team", valid_until=end)
    where = f"/api/v1/projects/{project.pk}/access"
    lines = {
        line["person"]: line
        for line in json.loads(browser_of(builder).get(where).content)
    }
    assert lines["member"]["rights"]["project.view"] == "group"
    assert lines["member"]["until"] is not None
    assert lines["member"]["last_used"] is None
    assert lines["builder"]["last_used"] is not None
    assert lines["auditor"]["rights"]["project.view"] == "site"
    assert "outsider" not in lines


def test_the_members_page_asks_as_often_for_many_as_for_few(
    project: Subject, builder: User, browser_of: Any
) -> None:
    window = browser_of(builder)
    where = f"/projects/{project.pk}/members/"
    counts = []
    for number in range(3):
        for place in range(number * 3 + 1):
            make.person(f"member {number} {place}", f"team {number} {place}")
            share(builder, project, f"member {number} {place}")
            share(builder, project, f"group:team {number} {place}")
        with CaptureQueriesContext(connection) as asked:
            assert window.get(where).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


def test_refused_attempts_are_on_the_members_page(
    project: Subject, business: User, builder: User, browser_of: Any
) -> None:
    form = {"member": "outsider", "role": "viewer", "reason": make.WHY}
    browser_of(business).post(f"/projects/{project.pk}/share/", form)
    shown = browser_of(builder).get(f"/projects/{project.pk}/members/")
    assert "was refused “shared”" in shown.content.decode()


def test_reasons_and_grantors_stand_beside_each_member(
    project: Subject, builder: User, browser_of: Any
) -> None:
    shown = browser_of(builder).get(f"/projects/{project.pk}/members/").content.decode()
    assert make.WHY in shown
