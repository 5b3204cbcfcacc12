"""A grant ends by the clock: the next request of each kind is refused."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.jobs import run_job
from governance.models import Entry, Job, User
from governance.operations.create_token import create_token
from governance.operations.share_project import share_project
from registry.models import Project
from reports.calendar import Days
from reports.models import Report
from reports.operations.request_report import request_report
from tests import make


@pytest.fixture
def clock(
    builder: User, project: Project, outsider: User
) -> Iterator[time_machine.Traveller]:
    """Stands still; the outsider is an Engineer for an hour from now."""
    with time_machine.travel(timezone.now(), tick=False) as frozen:
        share_project(
            actor=builder,
            project=project,
            member="outsider",
            role="engineer",
            reason=make.WHY,
            valid_until=timezone.now() + timedelta(hours=1),
        )
        yield frozen


JUST_BEFORE, AT_THE_END = timedelta(minutes=59, seconds=59), timedelta(seconds=1)


def test_of_a_session(
    clock: Any, project: Project, outsider: User, browser_of: Any
) -> None:
    window = browser_of(outsider)
    clock.shift(JUST_BEFORE)
    assert window.get(f"/projects/{project.pk}/").status_code == 200
    clock.shift(AT_THE_END)
    assert window.get(f"/projects/{project.pk}/").status_code == 404


def test_of_a_token(
    clock: Any, project: Project, outsider: User, client: Client
) -> None:
    _, secret = create_token(actor=outsider, name="laptop", scopes=["read"], days=1)
    headers = {"Authorization": f"Bearer {secret}"}
    where = f"/api/v1/projects/{project.pk}"
    clock.shift(JUST_BEFORE)
    assert client.get(where, headers=headers).status_code == 200
    clock.shift(AT_THE_END)
    assert client.get(where, headers=headers).status_code == 404


def test_of_a_download(
    clock: Any, project: Project, builder: User, outsider: User, browser_of: Any
) -> None:
    report = _asked_for(builder, project)
    run_job(Job.objects.get(about_id=report.pk).pk)
    where = reverse("reports:download", args=[report.pk, "pdf"])
    clock.shift(JUST_BEFORE)
    assert browser_of(outsider).get(where).status_code == 200
    clock.shift(AT_THE_END)
    assert browser_of(outsider).get(where).status_code == 404


def test_of_queued_work(clock: Any, project: Project, outsider: User) -> None:
    report = _asked_for(outsider, project)
    clock.shift(JUST_BEFORE + AT_THE_END)
    run_job(Job.objects.get(about_id=report.pk).pk)
    report.refresh_from_db()
    assert report.failed_at is not None
    assert report.built_at is None
    assert Entry.objects.latest("pk").action == "report.failed"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> Iterator[None]:
    before = settings.DATA_DIR
    settings.DATA_DIR = tmp_path
    yield
    settings.DATA_DIR = before


def _asked_for(actor: User, project: Project) -> Report:
    today = timezone.now().date()
    return request_report(
        actor=actor,
        project=project,
        kind="audit-trail",
        days=Days(today - timedelta(days=1), today),
        reason=make.WHY,
    )
