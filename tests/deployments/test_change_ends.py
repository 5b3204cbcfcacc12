"""A request that ended shows what stood then, whatever runs and counts later."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from governance import change_ends, change_pages, changes
from governance.change_kinds import Difference, DifferenceRow
from governance.jobs import run_job
from governance.models import ChangeEnd, ChangeRequest, Entry, User
from governance.operations.erase_disclosure import erase_disclosure
from governance.operations.unshare_project import unshare_project
from governance.operations.withdraw_change import withdraw_change
from registry.models import Project, Version
from tests import make
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime
from tests.sequenced import sequence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(admin: User, project: Project) -> None:
    promoting.short_policy(admin)


def hashes_of(change: ChangeRequest) -> Any:
    entry = Entry.objects.get(uuid=ChangeEnd.objects.get(change=change).entry)
    return json.loads(bytes(entry.body))["hashes"]


def shown(change: ChangeRequest) -> change_pages.Shown:
    return change_pages.shown(ChangeRequest.objects.get(pk=change.pk))


def test_an_applied_change_goes_on_showing_what_it_replaced(
    fake: FakeRuntime, people: dict[str, User], versions: list[Version]
) -> None:
    engineer = people["engineer"]
    first = building.promoted_and_up(engineer, versions[0])
    change = promoting.asked(
        people["builder"], versions[1], deployment=first.deployment
    )
    promoting.reviewed(people["officer"], change)
    before = shown(change)
    release = promoting.applied(engineer, change)
    run_job(building.job_of(release).pk)
    after = shown(change)
    assert (before.now, before.as_of) == (str(versions[0]), "now")
    assert (after.now, after.as_of) == (str(versions[0]), "end")
    assert after.differences == before.differences
    assert after.gate == before.gate
    assert after.is_whole
    assert (after.standing.approvals, after.standing.needed) == (1, 1)


@pytest.mark.parametrize("way", ["rejected", "withdrawn", "applied"])
def test_the_entry_of_the_end_names_the_digest_of_what_is_kept(
    people: dict[str, User], versions: list[Version], way: str
) -> None:
    change = promoting.asked(people["builder"], versions[0])
    if way == "withdrawn":
        withdraw_change(actor=people["builder"], change=change, reason=make.WHY)
    elif way == "rejected":
        promoting.reviewed(people["officer"], change, "reject")
    else:
        promoting.reviewed(people["officer"], change)
        promoting.applied(people["engineer"], change)
    end = ChangeEnd.objects.get()
    assert end.state == way
    assert end.stood is not None
    assert hashes_of(change)["stood"] == change_ends.digest_of(end.stood)


def test_what_a_decision_was_worth_stays_when_the_role_ends(
    people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["builder"], versions[0])
    promoting.reviewed(people["validator"], change)
    grant = people["validator"].grants.get()
    project = versions[0].project
    unshare_project(
        actor=people["builder"], project=project, grant=grant, reason=make.WHY
    )
    promoting.reviewed(people["officer"], change)
    worth = [one.counts for one in changes.standing(change).decisions]
    promoting.applied(people["engineer"], change)
    grant = people["officer"].grants.get()
    unshare_project(
        actor=people["builder"], project=project, grant=grant, reason=make.WHY
    )
    assert worth == [False, True]
    kept = shown(change).standing.decisions
    assert [one.counts for one in kept] == worth
    assert "You may not" in kept[0].because


def test_an_end_from_before_anything_was_kept_says_so(
    browser_of: Any, people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["builder"], versions[0])
    entry = Entry.objects.latest("pk")
    ChangeEnd.objects.create(
        change=change, state="withdrawn", person=people["builder"], entry=entry.uuid
    )
    page = browser_of(people["officer"]).get(
        reverse("governance:change", args=[change.pk])
    )
    text = page.content.decode()
    assert "It ended before Hallmark kept the difference" in text
    assert "is not what its entry names" not in text
    assert shown(change).differences == ()


def test_what_is_kept_cannot_be_rewritten_and_another_text_is_told(
    browser_of: Any, people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["builder"], versions[0])
    withdraw_change(actor=people["builder"], change=change, reason=make.WHY)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE governance_changeend SET stood = NULL")
    other = promoting.asked(people["builder"], versions[1])
    ChangeEnd.objects.create(
        change=other,
        state="withdrawn",
        person=people["builder"],
        entry=UUID(int=7),
        stood={"v": 1, "now": "something else"},
    )
    assert not shown(other).is_whole
    page = browser_of(people["officer"]).get(
        reverse("governance:change", args=[other.pk])
    )
    assert "is not what its entry names" in page.content.decode()


def test_what_is_kept_has_limits(
    monkeypatch: pytest.MonkeyPatch, people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["builder"], versions[0])
    long = "x" * 1000
    rows = tuple(DifferenceRow(long, long, long, long) for _ in range(250))
    stood = change_ends.written(changes.standing(change), Difference(long, rows), [])
    assert len(stood["differences"]) == change_ends.MOST_ROWS
    assert stood["left_off"] == 50
    assert {len(stood["differences"][0][name]) for name in ("part", "now")} == {400}


def test_an_erasure_lists_the_ends_that_keep_the_value(
    admin: User, people: dict[str, User], versions: list[Version]
) -> None:
    change = promoting.asked(people["builder"], versions[0])
    promoting.reviewed(people["officer"], change)
    promoting.reviewed(people["officer"], change, "changes")
    sequence()
    entry = Entry.objects.filter(action="change.approved").latest("pk")
    promoting.reviewed(people["officer"], change, "reject")
    kept = erase_disclosure(
        actor=admin, entry=entry, path="actor.name", reason=make.WHY
    )
    assert ("change", change.pk) in [(one.kind, one.id) for one in kept.kept]
