"""What the clock does by itself: routes that are true, and no release left alone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.celery import app
from deployments import tasks
from deployments.models import ReleaseState
from deployments.runtimes import local
from deployments.runtimes.routes import file
from governance import jobs
from governance.models import Entry, Job, User
from governance.operations.create_token import create_token
from governance.operations.revoke_token import revoke_token
from registry.models import Version
from tests import make
from tests.deployments import building
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_disk(fake: FakeRuntime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Releases come up as the fake says; the clock writes the real file."""
    monkeypatch.setattr("deployments.tasks.runtime", local.runtime)


def test_the_worker_knows_everything_that_its_clock_calls() -> None:
    app.loader.import_default_modules()
    called = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert "deployments.tasks.publish" in called
    assert called <= set(app.tasks)


def test_a_fresh_folder_gets_its_first_routes(on_disk: None, data_folder: Path) -> None:
    tasks.publish()
    assert json.loads(file().read_bytes())["routes"] == []


def test_a_revoked_key_closes_though_its_job_was_lost(
    on_disk: None, builder: User, versions: list[Version]
) -> None:
    token, _ = create_token(actor=builder, name="rig", scopes=["score"], days=1)
    building.brought_up(builder, versions[0])
    tasks.publish()
    assert str(token.pk) in file().read_text()
    revoke_token(actor=builder, token=token, reason=make.WHY)
    Job.objects.filter(kind="publish_routes").update(state=Job.State.FAILED)
    tasks.publish()
    assert str(token.pk) not in file().read_text()


def test_nothing_is_written_when_nothing_has_changed(
    on_disk: None, builder: User, versions: list[Version]
) -> None:
    first = building.brought_up(builder, versions[0])
    building.deploy(builder, versions[1], deployment=first.deployment)
    tasks.publish()
    written = file().stat()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        tasks.publish()
    verbs = {re.split(r"\W", query["sql"], maxsplit=1)[0] for query in asked}
    assert verbs == {"SELECT"}
    assert file().stat().st_ino == written.st_ino


@pytest.mark.parametrize("end", [Job.State.FAILED, Job.State.DONE])
def test_a_release_whose_job_is_over_does_not_stay_on_its_way(
    fake: FakeRuntime,
    builder: User,
    versions: list[Version],
    monkeypatch: pytest.MonkeyPatch,
    end: Job.State,
) -> None:
    """A worker died between the end of the job and what follows from it."""
    release = building.deploy(builder, versions[0])
    Job.objects.filter(pk=building.job_of(release).pk).update(state=end)
    before = Entry.objects.count()
    tasks.publish()
    tasks.publish()
    assert [e.action for e in make.entries_since(before)] == ["release.failed"]
    last = ReleaseState.objects.filter(release=release).latest("pk")
    assert last.state == "Failed"
    building.brought_up(builder, versions[1], deployment=release.deployment)


def test_a_release_that_somebody_works_on_is_left_alone(
    fake: FakeRuntime, builder: User, versions: list[Version], monkeypatch: Any
) -> None:
    release = building.deploy(builder, versions[0])
    tasks.publish()
    monkeypatch.setattr(fake, "prepare", lambda *_: tasks.publish() or "")
    jobs.run_job(building.job_of(release).pk)
    assert building.fresh(release.deployment).live_release == release
