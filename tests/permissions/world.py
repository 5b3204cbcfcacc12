"""One of everything, made through the operations, for the matrix to ask about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from deployments.models import Deployment, Release
from deployments.operations.emergency_release import emergency_release
from governance import access
from governance.actions import Action
from governance.jobs import run_job
from governance.models import (
    AccessRequest,
    AccessToken,
    Campaign,
    ChangeRequest,
    Entry,
    Grant,
    Job,
    User,
)
from governance.operations.close_account import close_account
from governance.operations.create_service_account import create_service_account
from governance.operations.create_token import create_token
from governance.operations.write_notices import write_notices
from registry.models import (
    Dataset,
    Experiment,
    Finding,
    Project,
    Validation,
    ValidationTest,
    Version,
)
from registry.operations.add_comment import add_comment
from registry.operations.add_tag import add_tag
from registry.operations.open_validation import open_validation
from reports.calendar import Days
from reports.models import Report, ReportSchedule
from reports.operations.create_report_schedule import create_report_schedule
from reports.operations.hold_report import hold_report
from reports.operations.request_report import request_report
from tests import make
from tests.conftest import PEOPLE
from tests.deployments import building as deployments_building
from tests.deployments import promoting
from tests.permissions import reviewed
from tests.registry import building, validating
from tests.sequenced import sequence

BACKEND = "governance.authentication.OpenIdBackend"


@dataclass
class World:
    """The things that routes name. `actor` is who asks now."""

    people: dict[str, User]
    project: Project
    dataset: Dataset
    experiment: Experiment
    versions: list[Version]
    releases: list[Release]
    deployment: Deployment
    validation: Validation
    finding: Finding
    report: Report
    waiting_report: Report  # the builder's
    held_report: Report
    schedule: ReportSchedule  # the builder's
    entry: Entry
    change: ChangeRequest  # the builder's, which waits
    approved: ChangeRequest
    emergency: Release
    wish: AccessRequest  # the outsider's
    review: Campaign  # in which the engineer's role waits
    finished: Campaign  # which only waits to be attested
    former: User  # whose account is closed
    service: User  # the builder's program
    tokens: dict[str, AccessToken]
    sessions: dict[str, str]
    actor: str = "anonymous"

    def browser_of(self, person: str) -> Client:
        """A fresh window in which somebody is logged in, or nobody."""
        client = Client(raise_request_exception=False)
        if person in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return client

    @property
    def grant(self) -> Grant:
        """The engineer's role on the project."""
        engineer = self.people["engineer"]
        found = access.members(self.project.pk)
        return next(grant for grant in found if grant.user == engineer)

    @property
    def token(self) -> AccessToken:
        """The actor's own, or the builder's for those who have none."""
        return self.tokens.get(self.actor, self.tokens["builder"])

    @property
    def test(self) -> ValidationTest:
        """A test of the validation."""
        return self.validation.tests.get(number=1)

    @property
    def revision(self) -> int:
        """The deployment as a page opened now would show it."""
        return Deployment.objects.get(pk=self.deployment.pk).revision


def build() -> World:
    """Versions, a deployment with two releases, a report, a comment, tokens."""
    people = {name: make.person(name) for name in PEOPLE}
    project = make.shared_project(people)
    builder = people["builder"]
    experiment = building.experiment(builder, project)
    versions = [
        building.version(builder, project, upload=building.onnx(seed=seed))
        for seed in (1, 2, 3)
    ]
    add_tag(actor=builder, subject=versions[0], name="stage", value="candidate")
    first = deployments_building.brought_up(builder, versions[0])
    second = deployments_building.brought_up(
        builder, versions[1], deployment=first.deployment
    )
    validation = open_validation(actor=people["validator"], version=versions[1])
    change, approved = _changes(people, versions[2])
    wish = reviewed.wish(people["outsider"], project)
    return World(
        people=people,
        project=project,
        dataset=Dataset.objects.get(project=project),
        experiment=experiment,
        versions=versions,
        releases=[first, second],
        deployment=first.deployment,
        validation=validation,
        finding=validating.finding(people["validator"], validation),
        report=_report(builder, project),
        waiting_report=_waiting_report(builder, versions[0]),
        held_report=_held_report(people["officer"], project),
        schedule=_schedule(builder, project),
        entry=_commented(builder, versions[2]),
        change=change,
        approved=approved,
        emergency=_emergency(people["engineer"], versions[0]),
        wish=wish,
        review=reviewed.waiting_review(people),
        finished=reviewed.finished_review(people),
        former=_former(people["admin"]),
        service=_service(builder, project),
        tokens={name: _token(person) for name, person in people.items()},
        sessions={name: _session(person) for name, person in people.items()},
    )


def _changes(
    people: dict[str, User], version: Version
) -> tuple[ChangeRequest, ChangeRequest]:
    """One that waits and one that is approved, both of the builder, to PROD."""
    promoting.short_policy(people["admin"], also=["retirement"])
    waiting = promoting.asked(people["builder"], version, name="waiting-prod")
    approved = promoting.asked(people["builder"], version, name="approved-prod")
    promoting.reviewed(people["officer"], approved)
    return waiting, approved


def _emergency(actor: User, version: Version) -> Release:
    """A release past approval, which waits for its review."""
    return emergency_release(
        actor=actor,
        version=version,
        environment="PROD",
        name="emergency-prod",
        reason=make.WHY,
    )


def _service(owner: User, project: Project) -> User:
    """A program that the builder answers for."""
    return create_service_account(
        actor=owner,
        project=project,
        name="pipeline",
        role="viewer",
        days=30,
        reason=make.WHY,
    )


def _former(admin: User) -> User:
    """Somebody who has left."""
    person = make.person("former")
    return close_account(actor=admin, person=person, reason=make.WHY)


def _report(actor: User, project: Project) -> Report:
    today = timezone.now().date()
    report = request_report(
        actor=actor,
        project=project,
        kind="audit-trail",
        days=Days(today - timedelta(days=1), today),
        reason=make.WHY,
    )
    run_job(Job.objects.get(about_id=report.pk).pk)
    return report


def _waiting_report(actor: User, version: Version) -> Report:
    """A dossier on its way."""
    return request_report(
        actor=actor, project=version.project, kind="dossier", version=version
    )


def _held_report(officer: User, project: Project) -> Report:
    """A report on legal hold."""
    report = _report(officer, project)
    hold_report(actor=officer, report=report, reason=make.WHY)
    return report


def _schedule(actor: User, project: Project) -> ReportSchedule:
    """An audit trail each quarter."""
    return create_report_schedule(
        actor=actor,
        project=project,
        kind="audit-trail",
        cadence="quarterly",
        reason=make.WHY,
    )


def _commented(actor: User, version: Version) -> Entry:
    """The entry of a comment, with its number."""
    add_comment(actor=actor, subject=version, text="Tried on a summer day.")
    sequence()
    write_notices()
    return Entry.objects.filter(action=Action.COMMENT_ADDED).latest("pk")


def _token(person: User) -> AccessToken:
    return create_token(actor=person, name="laptop", scopes=["read"], days=1)[0]


def _session(person: User) -> str:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def file(content: bytes, name: str) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction in which operations may run, taken back at the end.

    Django's own test cases mark theirs the same way, so that `durable=True` holds. What
    was counted in memory begins anew.
    """
    cache.clear()
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined] # noqa: SLF001
    with block:
        yield
        transaction.set_rollback(True)


@contextmanager
def in_folder(folder: Path) -> Iterator[deployments_building.FakeRuntime]:
    """Files in a folder of this test, no processes, models read in this one."""
    fake = deployments_building.FakeRuntime()
    with (
        override_settings(DATA_DIR=folder),
        mock.patch("deployments.release_job.runtime", return_value=fake),
        mock.patch("deployments.publish_job.runtime", return_value=fake),
        mock.patch("deployments.monitoring.runtime", return_value=fake),
        building.quick_inspection(),
    ):
        yield fake
