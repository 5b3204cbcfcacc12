"""The job that brings a release up: what it does, once, and how it fails."""

from typing import Any

import pytest

from deployments import queries, release_job
from deployments.lifecycle import State
from deployments.models import Release, ReleaseState
from deployments.operations.delete_deployment import delete_deployment
from deployments.operations.mark_failed import mark_failed
from deployments.runtimes.base import PreparationFailed
from deployments.states import state_of
from governance import access, history
from governance.jobs import MAX_ATTEMPTS, run_job
from governance.models import Disclosure, Entry, Job, User
from governance.operations.unshare_project import unshare_project
from registry.models import Project, Version
from tests import make
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db


def states_of(release: Release) -> list[str]:
    rows = ReleaseState.objects.filter(release=release).order_by("pk")
    return [row.state for row in rows]


def test_a_release_goes_through_preparing_and_launching_to_healthy(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    release = building.brought_up(builder, versions[0])
    assert states_of(release) == ["Preparing", "Launching", "Healthy"]
    endpoint = building.fresh(release.deployment)
    assert endpoint.live_release == release
    assert endpoint.next_release is None
    assert fake.prepared == [release]
    assert building.job_of(release).state == Job.State.DONE


def test_its_end_is_one_entry_in_the_name_of_who_asked(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    release = building.deploy(builder, versions[0])
    before = Entry.objects.count()
    run_job(building.job_of(release).pk)
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("release.healthy", release.pk)
    assert entry.actor_id == User.objects.system("deployer").pk
    assert str(builder.pk) in bytes(entry.body).decode()


def test_the_second_release_replaces_the_first_and_keeps_it_warm(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    first = building.brought_up(builder, versions[0])
    second = building.brought_up(builder, versions[1], deployment=first.deployment)
    assert states_of(first)[-1] == "Replaced"
    endpoint = building.fresh(first.deployment)
    assert (endpoint.live_release, endpoint.warm_release) == (second, first)


def test_running_the_job_twice_makes_one_effect(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    release = building.brought_up(builder, versions[0])
    before, revision = Entry.objects.count(), fake.revision
    job = building.job_of(release)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    run_job(job.pk)
    assert Entry.objects.count() == before
    assert states_of(release) == ["Preparing", "Launching", "Healthy"]
    assert fake.revision == revision


def test_a_job_that_died_in_the_middle_is_resumed(
    fake: FakeRuntime,
    builder: User,
    versions: list[Version],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = building.deploy(builder, versions[0])
    job = building.job_of(release)
    monkeypatch.setattr(fake, "publish", _crash)
    run_job(job.pk)
    assert states_of(release) == ["Preparing", "Launching"]
    monkeypatch.undo()
    monkeypatch.setattr("deployments.release_job.runtime", lambda: fake)
    run_job(job.pk)
    assert states_of(release) == ["Preparing", "Launching", "Healthy"]


@pytest.mark.parametrize(
    "fault", [{"unprepared": "No wheel fits."}, {"broken": "Golden row 3 differs."}]
)
def test_a_release_that_cannot_be_brought_up_is_failed_with_the_reason(
    fake: FakeRuntime, builder: User, versions: list[Version], fault: dict[str, str]
) -> None:
    first = building.brought_up(builder, versions[0])
    for name, words in fault.items():
        setattr(fake, name, words)
    before = Entry.objects.count()
    second = building.deploy(builder, versions[1], deployment=first.deployment)
    run_job(building.job_of(second).pk)
    assert [entry.action for entry in make.entries_since(before)] == [
        "release.deployed",
        "release.failed",
    ]
    words = next(iter(fault.values()))
    assert state_of(second) is State.FAILED
    assert _why(second) == words
    assert building.job_of(second).state == Job.State.DONE
    # The states cannot be erased, so they hold none of it.
    assert words not in str(list(ReleaseState.objects.values_list("detail")))
    Disclosure.objects.filter(path__startswith="changes.failure").delete()
    assert _why(second) == history.ERASED


def test_long_words_are_cut_not_replaced_by_a_digest(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    fake.broken = "\u00e9" * 2000
    release = building.brought_up(builder, versions[0])
    assert _why(release) == "\u00e9" * 450


def test_the_old_release_keeps_answering_when_the_new_one_fails(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    first = building.brought_up(builder, versions[0])
    fake.broken = "It crashed."
    building.brought_up(builder, versions[1], deployment=first.deployment)
    endpoint = building.fresh(first.deployment)
    assert (endpoint.live_release, endpoint.next_release) == (first, None)
    assert [route["release"] for route in fake.routes] == [str(first.pk)]
    assert state_of(first) is State.HEALTHY


def test_who_lost_the_right_meanwhile_deploys_nothing(
    fake: FakeRuntime,
    builder: User,
    engineer: User,
    project: Project,
    versions: list[Version],
) -> None:
    release = promoting.promoted(engineer, versions[0], name="cooler-prod")
    grant = next(g for g in access.members(project.pk) if g.user == engineer)
    unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    run_job(building.job_of(release).pk)
    assert states_of(release) == ["Failed"]
    assert fake.prepared == []
    assert fake.routes == []


def test_deleting_the_endpoint_meanwhile_stops_the_release(
    fake: FakeRuntime,
    builder: User,
    versions: list[Version],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = building.deploy(builder, versions[0])

    def delete_then_prepare(release: Release, tell: Any) -> str:
        delete_deployment(actor=builder, deployment=release.deployment, reason=make.WHY)
        return ""

    monkeypatch.setattr(fake, "prepare", delete_then_prepare)
    run_job(building.job_of(release).pk)
    assert states_of(release) == ["Preparing", "Stopped"]
    assert fake.routes == []
    assert building.job_of(release).state == Job.State.DONE


def test_a_gateway_that_never_answers_ends_in_failed_with_these_words(
    fake: FakeRuntime,
    builder: User,
    versions: list[Version],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(release_job, "LIMIT", 0.1)
    monkeypatch.setattr(fake, "actual", lambda: None)
    release = building.brought_up(builder, versions[0])
    assert "gateway does not answer" in _why(release)


def test_a_fault_of_the_product_does_not_leave_the_endpoint_stuck(
    fake: FakeRuntime,
    builder: User,
    versions: list[Version],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = building.deploy(builder, versions[0])
    monkeypatch.setattr(fake, "prepare", _crash)
    job = building.job_of(release)
    for _ in range(MAX_ATTEMPTS):
        run_job(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert states_of(release)[-1] == "Failed"
    assert building.fresh(release.deployment).next_release is None


def test_a_second_run_that_ends_first_leaves_nothing_to_do_and_no_failure(
    fake: FakeRuntime,
    builder: User,
    versions: list[Version],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stalled worker, the same job in another one, and then the first goes on."""
    job = building.job_of(building.deploy(builder, versions[0]))
    before, step = Entry.objects.count(), release_job._launch  # noqa: SLF001 - the gap

    def stalled(*given: Any) -> None:
        monkeypatch.setattr(release_job, "_launch", step)
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
        run_job(job.pk)
        step(*given)

    monkeypatch.setattr(release_job, "_launch", stalled)
    run_job(job.pk)
    assert [e.action for e in make.entries_since(before)] == ["release.healthy"]
    job.refresh_from_db()
    assert job.state == Job.State.DONE


@pytest.mark.parametrize("fault", [None, PreparationFailed("No wheel fits.")])
def test_an_end_by_somebody_else_while_it_prepares_is_the_end(
    fake: FakeRuntime,
    builder: User,
    versions: list[Version],
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception | None,
) -> None:
    release = building.deploy(builder, versions[0])

    def ended_by_another(release: Release, tell: Any) -> str:
        monkeypatch.setattr(release_job, "moving", lambda _: True)  # read a bit before
        actor = User.objects.system("deployer")
        mark_failed(actor=actor, release=release, reason="It is over.")
        if fault:
            raise fault
        return ""

    monkeypatch.setattr(fake, "prepare", ended_by_another)
    before = Entry.objects.count()
    run_job(building.job_of(release).pk)
    assert [e.action for e in make.entries_since(before)] == ["release.failed"]
    assert states_of(release) == ["Preparing", "Failed"]
    assert building.job_of(release).state == Job.State.DONE


def test_deleting_it_while_it_launches_stops_it_quietly(
    fake: FakeRuntime,
    builder: User,
    versions: list[Version],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = building.deploy(builder, versions[0])

    def deleted(*given: Any) -> None:
        delete_deployment(actor=builder, deployment=release.deployment, reason=make.WHY)

    monkeypatch.setattr(release_job, "_until_it_answers", deleted)
    before = Entry.objects.count()
    run_job(building.job_of(release).pk)
    assert [e.action for e in make.entries_since(before)] == ["deployment.deleted"]
    assert states_of(release) == ["Preparing", "Launching", "Stopped"]
    assert building.job_of(release).state == Job.State.DONE


def _why(release: Release) -> str:
    (line,) = queries.with_states([release])
    return line.detail


def _crash(*args: object) -> str:
    raise RuntimeError("a fault of ours")
