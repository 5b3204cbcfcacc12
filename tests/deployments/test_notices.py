"""Each hears of what concerns them, once, and never of their own acts."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deployments.models import Emergency
from deployments.operations.emergency_release import emergency_release
from deployments.operations.review_emergency import review_emergency
from governance import inbox
from governance.jobs import run_job
from governance.models import Grant, Job, Notice, NoticeMark, User
from governance.operations.unshare_project import unshare_project
from governance.operations.write_notices import write_notices
from registry.models import Project, Version
from registry.operations.close_finding import close_finding
from registry.operations.open_validation import open_validation
from registry.operations.reply_to_finding import reply_to_finding
from reports.calendar import Days
from reports.operations.request_report import request_report
from tests import make, noticed
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime
from tests.noticed import catch_up, told
from tests.registry import building as registry_building
from tests.registry import validating
from tests.sequenced import sequence

pytestmark = pytest.mark.django_db


@pytest.fixture
def scientist(people: dict[str, User], project: Project) -> User:
    """A data scientist who owns nothing, so hears only of what concerns them."""
    person = make.person("scientist")
    make.share(people["builder"], project, "scientist", "data_scientist")
    return person


@pytest.fixture
def version(scientist: User, project: Project, versions: list[Version]) -> Version:
    """A version that the scientist registered; everything up to it has been told."""
    made = registry_building.version(
        scientist, project, upload=registry_building.onnx(seed=7)
    )
    promoting.short_policy(User.objects.get(username="admin"))
    noticed.quiet()
    return made


def test_who_asked_for_a_change_hears_each_decision_and_that_it_was_applied(
    people: dict[str, User], scientist: User, version: Version, versions: list[Version]
) -> None:
    change = promoting.asked(scientist, versions[0])
    promoting.reviewed(people["officer"], change, "changes")
    promoting.reviewed(people["officer"], change)
    promoting.applied(people["engineer"], change)
    other = promoting.asked(scientist, versions[1], name="other-prod")
    promoting.reviewed(people["validator"], other, "reject")
    catch_up()
    assert told(scientist) == [
        "change.rejected",
        "release.promoted",
        "change.approved",
        "change.sent_back",
    ]
    assert told(people["officer"]) == [], "nobody hears of their own acts"


def test_who_made_a_version_hears_of_its_validation_and_releases(
    fake: FakeRuntime, people: dict[str, User], scientist: User, version: Version
) -> None:
    validator, engineer = people["validator"], people["engineer"]
    validation = open_validation(actor=validator, version=version)
    finding = validating.finding(validator, validation)
    building.brought_up(engineer, version)
    emergency_release(
        actor=engineer,
        version=version,
        environment="PROD",
        name="hot-prod",
        reason=make.WHY,
    )
    reply_to_finding(actor=people["builder"], finding=finding, text="It comes in May.")
    catch_up()
    assert told(scientist) == [
        "finding.replied",
        "release.emergency",
        "release.deployed",
        "finding.raised",
        "validation.opened",
    ]
    assert told(validator) == ["finding.replied"], "who raised it hears the reply"
    assert told(engineer) == []


def test_who_looks_after_a_finding_hears_that_it_is_closed(
    people: dict[str, User], scientist: User, versions: list[Version], version: Version
) -> None:
    validation = open_validation(actor=people["validator"], version=versions[0])
    finding = validating.finding(people["validator"], validation, owner="scientist")
    close_finding(actor=people["validator"], finding=finding, reason=make.WHY)
    catch_up()
    assert told(scientist) == ["finding.closed", "finding.raised"]


def test_who_made_an_emergency_release_hears_of_its_review(
    people: dict[str, User], version: Version
) -> None:
    emergency_release(
        actor=people["engineer"],
        version=version,
        environment="PROD",
        name="hot-prod",
        reason=make.WHY,
    )
    review_emergency(
        actor=people["officer"],
        emergency=Emergency.objects.get(),
        outcome="justified",
        reason=make.WHY,
    )
    catch_up()
    assert told(people["engineer"]) == ["release.emergency_reviewed"]


def test_who_asked_for_a_report_hears_that_it_is_built_and_owners_do_not(
    people: dict[str, User], project: Project, version: Version
) -> None:
    today = timezone.now().date()
    report = request_report(
        actor=people["officer"],
        project=project,
        kind="audit-trail",
        days=Days(today, today),
        reason=make.WHY,
    )
    run_job(Job.objects.get(about_id=report.pk).pk)
    catch_up()
    assert told(people["officer"]) == ["report.built"]
    assert "report.built" not in told(people["builder"])


def test_who_no_longer_sees_the_project_hears_nothing_of_it(
    people: dict[str, User], scientist: User, version: Version
) -> None:
    open_validation(actor=people["validator"], version=version)
    catch_up()
    assert told(scientist) == ["validation.opened"]
    unshare_project(
        actor=people["builder"],
        project=version.project,
        grant=scientist.grants.get(),
        reason=make.WHY,
    )
    assert told(scientist) == []
    catch_up()
    assert told(scientist) == ["project.unshared"], "their own access is theirs to know"
    assert inbox.unread(scientist) == 1


def test_nobody_hears_twice_however_often_the_log_is_read(
    people: dict[str, User], scientist: User, version: Version
) -> None:
    open_validation(actor=people["validator"], version=version)
    catch_up()
    NoticeMark.objects.update(next_number=0)
    while write_notices():
        pass
    keys = list(Notice.objects.filter(person=scientist).values_list("entry_uuid"))
    assert len(keys) == len(set(keys))


def test_a_batch_costs_the_same_for_few_and_for_many(
    people: dict[str, User],
    scientist: User,
    project: Project,
    version: Version,
    versions: list[Version],
) -> None:
    def everything(one: Version, name: str) -> int:
        validation = open_validation(actor=people["validator"], version=one)
        finding = validating.finding(people["validator"], validation)
        reply_to_finding(actor=people["builder"], finding=finding, text="In May then.")
        close = people["validator"]
        other = promoting.asked(scientist, one, name=name)
        promoting.reviewed(close, other, "reject")
        sequence()
        with CaptureQueriesContext(connection) as queries:
            assert write_notices() > 0
        return len(queries)

    few = everything(version, "one-prod")
    with time_machine.travel(timezone.now() + timedelta(seconds=1)):
        for number in range(3):
            change = promoting.asked(scientist, versions[0], name=f"more-{number}")
            promoting.reviewed(people["officer"], change, "reject")
        assert everything(versions[1], "two-prod") == few


def test_a_request_that_expires_soon_waits_for_who_asked(
    people: dict[str, User], scientist: User, versions: list[Version], version: Version
) -> None:
    change = promoting.asked(scientist, versions[0], days=3)
    waits: list[Any] = inbox.waiting(scientist)
    assert waits == []
    with time_machine.travel(timezone.now() + timedelta(days=1, hours=1)):
        (line,) = inbox.waiting(scientist)
        assert line.what == f"{change}: Promote {versions[0]} to PROD"
        assert line.due == change.expires_at
        promoting.reviewed(people["officer"], change, "reject")
        assert inbox.waiting(scientist) == []


def test_who_answers_for_a_program_hears_what_concerns_it(
    people: dict[str, User], scientist: User, project: Project, version: Version
) -> None:
    """The program reads nothing; its owner hears once, and nothing of its own acts."""
    program = make.service(
        people["builder"], project, role="data_scientist", owner="scientist"
    )
    change = promoting.asked(program, version)
    noticed.quiet()
    promoting.reviewed(people["officer"], change)
    grant = Grant.objects.get(user=program)
    unshare_project(
        actor=people["builder"], project=project, grant=grant, reason=make.WHY
    )
    catch_up()
    assert told(scientist) == ["project.unshared", "change.approved"]
    assert not Notice.objects.filter(person=program).exists()
