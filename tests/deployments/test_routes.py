"""The desired state in one file: endpoints, workers, keys."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from deployments.gateway.routes import parse_routes
from deployments.lifecycle import State
from deployments.runtimes.keys import scoring_keys
from deployments.runtimes.local import LocalRuntime
from deployments.runtimes.routes import build_routes, file, publish
from deployments.states import enter
from governance import access
from governance.jobs import run_job
from governance.models import Grant, Job, User
from governance.operations.create_token import create_token
from governance.operations.revoke_token import revoke_token
from governance.operations.share_project import share_project
from governance.operations.unshare_project import unshare_project
from governance.rights import Right
from registry.models import Project, Version
from tests import make
from tests.deployments import building
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db


def keys_of(project: Project) -> set[str]:
    return {key["id"] for key in scoring_keys([project.pk])[project.pk]}


def token(person: User, *scopes: str) -> str:
    made, _ = create_token(
        actor=person, name="rig", scopes=scopes or ("score",), days=1
    )
    return str(made.pk)


def test_the_gateway_accepts_what_is_built(
    fake: FakeRuntime, builder: User, engineer: User, versions: list[Version]
) -> None:
    token(builder)
    first = building.brought_up(builder, versions[0])
    second = building.brought_up(builder, versions[1], deployment=first.deployment)
    building.promoted_and_up(engineer, versions[0])
    routes = parse_routes({"revision": 1, **build_routes()})
    dev = routes.routes[str(first.deployment_id)]
    prod = next(r for r in routes.routes.values() if r.deployment != dev.deployment)
    assert dev.release == str(second.pk)
    assert (dev.open, prod.open) == (True, False)
    assert len(prod.keys) == 1
    assert set(routes.workers) == {first.worker_key, second.worker_key}


def test_a_release_is_wanted_from_launching_on_and_the_old_worker_stays(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    first = building.brought_up(builder, versions[0])
    second = building.deploy(builder, versions[1], deployment=first.deployment)
    enter(second, State.PREPARING)
    assert build_routes()["routes"][0]["release"] == str(first.pk)
    enter(second, State.LAUNCHING)
    built = build_routes()
    assert built["routes"][0]["release"] == str(second.pk)
    assert len(built["workers"]) == 2


def test_a_first_release_that_only_prepares_has_no_route(
    builder: User, versions: list[Version]
) -> None:
    building.deploy(builder, versions[0])
    assert build_routes() == {"workers": [], "routes": []}


def test_dev_needs_a_key_when_the_gateway_is_not_on_loopback(
    fake: FakeRuntime, builder: User, versions: list[Version], settings: Settings
) -> None:
    building.brought_up(builder, versions[0])
    for host, url, is_open in [
        ("127.0.0.1", "http://localhost:8002", True),
        ("127.0.0.1", "https://scoring.example", False),
        ("0.0.0.0", "http://localhost:8002", False),  # noqa: S104 - the case in question
        ("::", "http://[::1]:8002", False),
    ]:
        settings.HOST, settings.SCORING_URL = host, url
        assert build_routes()["routes"][0]["open"] is is_open, (host, url)


def test_the_file_is_written_only_when_it_says_something_new(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    assert publish() == 1
    assert publish() == 1
    building.brought_up(builder, versions[0])
    assert publish() == 2
    assert json.loads(file().read_bytes())["revision"] == 2


def test_a_damaged_file_is_written_anew(data_folder: Path) -> None:
    publish()
    file().write_text("{")
    assert publish() == 1
    assert json.loads(file().read_bytes())["routes"] == []


def test_the_command_makes_what_a_fresh_folder_lacks(
    fake: FakeRuntime,
    builder: User,
    versions: list[Version],
    monkeypatch: pytest.MonkeyPatch,
    capsys: Any,
) -> None:
    building.brought_up(builder, versions[0])
    monkeypatch.setattr(LocalRuntime, "prepare", lambda _, *given: fake.prepare(*given))
    call_command("publish_routes")
    assert "revision 1" in capsys.readouterr().out
    assert len(fake.prepared) == 2
    assert len(json.loads(file().read_bytes())["routes"]) == 1


def test_keys_are_those_of_everybody_who_may_score_and_of_nobody_else(
    people: dict[str, User], project: Project
) -> None:
    """Against access.may, which shares no code with it."""
    made = {name: token(person) for name, person in people.items()}
    wanted = {
        made[name]
        for name, person in people.items()
        if access.may(person, Right.SCORE, project.pk).allowed
    }
    assert keys_of(project) == wanted
    assert len(wanted) == 4


def test_a_token_without_the_scope_opens_nothing(
    builder: User, project: Project
) -> None:
    token(builder, "read", "write")
    assert keys_of(project) == set()


def test_a_key_ends_with_the_grant_behind_it(
    builder: User, outsider: User, project: Project
) -> None:
    end = timezone.now() + timedelta(hours=1)
    share_project(
        actor=builder,
        project=project,
        member="outsider",
        role="viewer",
        reason=make.WHY,
        valid_until=end,
    )
    token(outsider)
    (key,) = scoring_keys([project.pk])[project.pk]
    assert key["expires"] == end.timestamp()


def test_members_of_a_group_score_by_its_grant(builder: User, project: Project) -> None:
    member = make.person("member", "operators")
    made = token(member)
    assert made not in keys_of(project)
    make.share(builder, project, "group:operators")
    assert made in keys_of(project)


def test_a_closed_account_opens_nothing(builder: User, project: Project) -> None:
    token(builder)
    User.objects.filter(pk=builder.pk).update(is_active=False)
    assert keys_of(project) == set()


def test_what_changes_who_may_score_orders_new_routes_in_its_own_transaction(
    fake: FakeRuntime, builder: User, project: Project, versions: list[Version]
) -> None:
    building.brought_up(builder, versions[0])
    made, _ = create_token(actor=builder, name="rig", scopes=["score"], days=1)
    make.share(builder, project, "outsider")
    grant = Grant.objects.get(user__username="outsider")
    unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    revoke_token(actor=builder, token=made, reason=make.WHY)
    jobs = Job.objects.filter(kind="publish_routes")
    assert jobs.count() == 4
    for job in jobs:
        run_job(job.pk)
    assert not jobs.exclude(state=Job.State.DONE).exists()


def test_without_any_endpoint_nothing_is_ordered(
    builder: User, project: Project
) -> None:
    create_token(actor=builder, name="rig", scopes=["score"], days=1)
    make.share(builder, project, "outsider")
    assert not Job.objects.exists()


def test_two_projects_do_not_share_keys(
    fake: FakeRuntime, builder: User, engineer: User, project: Project
) -> None:
    other = make.project(builder, "another")
    made = token(engineer)
    found = scoring_keys([project.pk, other.pk])
    assert [key["id"] for key in found[project.pk]] == [made]
    assert found[other.pk] == []
