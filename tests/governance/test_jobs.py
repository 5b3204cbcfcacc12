"""Durable work: once, counted, and given up with an entry."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from governance import jobs
from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.identifiers import uuid7
from governance.jobs import JobRun
from governance.models import Entry, Job, User
from governance.recording import governed
from tests import make

pytestmark = pytest.mark.django_db
Done = list[str]


@pytest.fixture
def done() -> Done:
    return []


@pytest.fixture
def kind(done: Done) -> Iterator[Callable[[Callable[[JobRun], None]], str]]:
    """Registers a handler under a name of its own, for one test."""
    names: list[str] = []

    def register(handler: Callable[[JobRun], None]) -> str:
        name = uuid7().hex
        jobs.register(name, handler)
        names.append(name)
        return name

    yield register
    for name in names:
        del jobs._HANDLERS[name]  # noqa: SLF001 - takes back what the test added


def new_job(kind: str) -> Job:
    person = make.person("somebody")
    with governed(person, Action.SESSION_OPENED, person) as record:
        return record.enqueue(kind, subject=person, effect_key=str(uuid7()), params={})


def test_a_job_is_done_once(kind: Callable[..., str], done: Done) -> None:
    job = new_job(kind(lambda run: done.append("once")))
    jobs.run_job(job.pk)
    jobs.run_job(job.pk)
    job.refresh_from_db()
    assert done == ["once"]
    assert (job.state, job.progress) == ("done", 1.0)


def test_a_failure_is_tried_three_times_then_given_up(
    kind: Callable[..., str], done: Done
) -> None:
    def poison(run: JobRun) -> None:
        done.append("tried")
        raise RuntimeError("out of oil")

    job = new_job(kind(poison))
    for _ in range(5):
        jobs.run_job(job.pk)
    job.refresh_from_db()
    assert done == ["tried"] * 3
    assert job.state == "failed"
    assert "out of oil" not in job.error
    assert job.error.startswith("It failed inside (RuntimeError).")
    assert Entry.objects.latest("pk").action == "job.failed"


def test_a_refusal_is_not_tried_again(kind: Callable[..., str], done: Done) -> None:
    def refused(run: JobRun) -> None:
        done.append("tried")
        raise InvalidInput("period", "Choose a period.")

    job = new_job(kind(refused))
    jobs.run_job(job.pk)
    jobs.run_job(job.pk)
    assert done == ["tried"]


def test_a_job_of_a_dead_worker_is_claimed_again(
    kind: Callable[..., str], done: Done
) -> None:
    job = new_job(kind(lambda run: done.append("again")))
    _left_running(job, attempts=1)
    jobs.run_job(job.pk)
    assert done == ["again"]


def test_a_job_of_a_live_worker_is_left_alone(
    kind: Callable[..., str], done: Done
) -> None:
    job = new_job(kind(lambda run: done.append("twice")))
    Job.objects.filter(pk=job.pk).update(state="running", heartbeat_at=timezone.now())
    jobs.run_job(job.pk)
    assert done == []


def test_reconcile_wakes_what_was_lost(
    kind: Callable[..., str], done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[object] = []
    monkeypatch.setattr(jobs, "wake", woken.append)
    job = new_job(kind(lambda run: None))
    assert jobs.reconcile() == 0
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert jobs.reconcile() == 1
    assert woken == [job.pk]


def test_reconcile_gives_up_a_job_that_kills_its_workers(
    kind: Callable[..., str],
) -> None:
    job = new_job(kind(lambda run: None))
    _left_running(job, attempts=3)
    jobs.reconcile()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "3 times" in job.error


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody does"):
        new_job("knitting")


def test_nobody_is_woken_for_a_change_that_did_not_happen(
    kind: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[object] = []
    monkeypatch.setattr(jobs, "wake", woken.append)
    person: User = make.person("somebody")
    name = kind(lambda run: None)
    with pytest.raises(ZeroDivisionError):
        _fail_after_enqueueing(person, name)
    assert not Job.objects.exists()
    assert woken == []


def _fail_after_enqueueing(person: User, kind: str) -> None:
    with governed(person, Action.SESSION_OPENED, person) as record:
        record.enqueue(kind, subject=person, effect_key="one", params={})
        raise ZeroDivisionError


def _left_running(job: Job, *, attempts: int) -> None:
    stale = timezone.now() - jobs.STALE - timedelta(seconds=1)
    rows = Job.objects.filter(pk=job.pk)
    rows.update(state="running", heartbeat_at=stale, attempts=attempts)


def test_a_late_worker_changes_nothing(kind: Callable[..., str], done: Done) -> None:
    """It stalls, another takes over and finishes, then it fails."""

    def stalls(run: JobRun) -> None:
        done.append("begun")
        if len(done) == 1:
            _left_running(run.job, attempts=run.job.attempts)
            jobs.run_job(run.job.pk)
            raise RuntimeError("woken too late")

    job = new_job(kind(stalls))
    jobs.run_job(job.pk)
    job.refresh_from_db()
    assert done == ["begun", "begun"]
    assert job.state == "done"


def test_a_late_worker_is_stopped_by_its_progress(kind: Callable[..., str]) -> None:
    def stalls(run: JobRun) -> None:
        Job.objects.filter(pk=run.job.pk).update(attempts=2)
        run.progress(0.5, "Half way")
        pytest.fail("it went on")

    job = new_job(kind(stalls))
    jobs.run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "running"


def test_a_job_is_given_up_once(kind: Callable[..., str]) -> None:
    job = new_job(kind(lambda run: None))
    _left_running(job, attempts=3)
    job.refresh_from_db()
    before = Entry.objects.count()
    account = User.objects.system("jobs")
    jobs.give_up(job, account, "It stopped without a word.")
    jobs.give_up(job, account, "It stopped without a word.")
    assert Entry.objects.count() == before + 1


def test_a_job_that_is_done_is_not_given_up(kind: Callable[..., str]) -> None:
    job = new_job(kind(lambda run: None))
    jobs.run_job(job.pk)
    before = Entry.objects.count()
    jobs.give_up(job, User.objects.system("jobs"), "It stopped without a word.")
    job.refresh_from_db()
    assert (job.state, Entry.objects.count()) == ("done", before)
