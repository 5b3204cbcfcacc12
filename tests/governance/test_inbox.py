"""The inbox: what waits, what was asked for, what changed."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance import due_work, inbox
from governance.models import Entry, Job, Notice, NoticeMark, Subject, User
from governance.operations.decide_access_request import decide_access_request
from governance.operations.extend_grant import extend_grant
from governance.operations.grant_site_role import grant_site_role
from governance.operations.read_notices import read_notices
from governance.operations.request_access import request_access
from governance.operations.unshare_project import unshare_project
from governance.operations.write_notices import write_notices
from tests import make, noticed
from tests.noticed import catch_up, told
from tests.sequenced import sequence


def ask(who: User, project: Subject, role: str = "viewer") -> Any:
    return request_access(
        actor=who, project_id=project.pk, role=role, days=5, reason=make.WHY
    )


@pytest.fixture
def quiet(project: Subject) -> None:
    """Everything up to now has been told and read."""
    noticed.quiet()


@pytest.mark.usefixtures("quiet")
def test_owners_are_told_what_others_did_and_not_what_they_did_themselves(
    project: Subject, builder: User, admin: User, people: dict[str, User]
) -> None:
    make.share(builder, project, "outsider", "viewer")
    make.share(admin, project, "outsider", "validator")
    catch_up()
    assert told(builder) == ["project.shared"]
    others = {name for name, person in people.items() if told(person)}
    assert others == {"builder", "outsider"}, "whose own access it is hears of it, too"


@pytest.mark.usefixtures("quiet")
def test_an_entry_is_told_once_however_often_the_log_is_read(
    project: Subject, builder: User, outsider: User
) -> None:
    ask(outsider, project)
    catch_up()
    NoticeMark.objects.update(next_number=0)
    while write_notices():
        pass
    rows = Notice.objects.filter(person=builder)
    keys = list(rows.values_list("entry_uuid", flat=True))
    assert len(keys) == len(set(keys))


@pytest.mark.usefixtures("quiet")
def test_one_mark_orders_one_job(project: Subject, outsider: User) -> None:
    ask(outsider, project)
    sequence()
    before = Job.objects.filter(kind=due_work.NOTICES).count()
    due_work.order()
    due_work.order()
    assert Job.objects.filter(kind=due_work.NOTICES).count() == before + 1


@pytest.mark.usefixtures("quiet")
def test_nothing_new_orders_nothing(project: Subject) -> None:
    before = Job.objects.count()
    due_work.order()
    assert Job.objects.count() == before


@pytest.mark.usefixtures("quiet")
def test_who_asked_is_told_the_answer_and_sees_no_more_by_it(
    project: Subject, builder: User, outsider: User
) -> None:
    row = ask(outsider, project)
    decide_access_request(
        actor=builder, access_request=row, decision="refused", reason=make.WHY
    )
    catch_up()
    assert told(outsider) == ["access.refused"]
    assert inbox.count(outsider) == 1


@pytest.mark.usefixtures("quiet")
def test_who_lost_the_project_is_told_nothing_of_it_any_more(
    project: Subject, builder: User, outsider: User, engineer: User
) -> None:
    grant = make.share(builder, project, "outsider", "owner")
    ask(engineer, project)
    catch_up()
    assert "access.requested" in told(outsider)
    unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    assert told(outsider) == ["project.shared"], "their own access is theirs to know"
    assert inbox.count(outsider) == 1


@pytest.mark.usefixtures("quiet")
def test_reading_leaves_an_entry_and_nothing_to_read_none(
    project: Subject, builder: User, outsider: User, browser_of: Any
) -> None:
    ask(outsider, project)
    catch_up()
    before = Entry.objects.count()
    browser = browser_of(builder)
    assert browser.post(reverse("governance:read_notices")).status_code == 302
    (entry,) = make.entries_since(before)
    assert entry.action == "notices.read"
    assert read_notices(actor=builder) == 0
    assert Entry.objects.count() == before + 1
    assert inbox.count(builder) == 1, "the request still waits"


@pytest.mark.usefixtures("quiet")
def test_the_shell_counts_what_waits_and_what_is_unread(
    project: Subject, builder: User, outsider: User, browser_of: Any
) -> None:
    ask(outsider, project)
    catch_up()
    address = reverse("governance:inbox_count")
    page = browser_of(builder).get("/").content.decode()
    assert f'hx-get="{address}" hx-trigger="load"' in page
    counted = browser_of(builder).get(address).content.decode()
    assert '<span class="n">2</span><span class="vh"> waiting or unread' in counted
    empty = browser_of(outsider).get(address).content.decode()
    assert "waiting or unread" not in empty


@pytest.mark.usefixtures("quiet")
def test_the_count_costs_the_same_for_one_and_for_many(
    project: Subject, builder: User, outsider: User, engineer: User
) -> None:
    ask(outsider, project)
    with CaptureQueriesContext(connection) as few:
        inbox.count(builder)
    for role in ("validator", "officer", "owner"):
        ask(outsider, project, role)
        ask(engineer, project, role)
    with CaptureQueriesContext(connection) as many:
        assert inbox.count(builder) == 7
    assert len(few) == len(many)


def test_what_is_due_first_stands_first(
    project: Subject, builder: User, outsider: User, engineer: User
) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        first = ask(engineer, project)
    ask(outsider, project)
    assert str(first.pk) in inbox.waiting(builder)[0].url


def test_the_api_tells_the_same(
    project: Subject, builder: User, outsider: User, browser_of: Any
) -> None:
    ask(outsider, project)
    answer = browser_of(builder).get(reverse("governance_api:inbox")).json()
    assert answer["count"] == inbox.count(builder)
    assert [line["kind"] for line in answer["waiting"]] == ["Access"]


@pytest.mark.usefixtures("quiet")
def test_own_access_is_told_when_it_is_given_lengthened_and_ended(
    project: Subject, builder: User, outsider: User, engineer: User
) -> None:
    soon = timezone.now() + timedelta(days=5)
    grant = make.share(builder, project, "outsider", "viewer", valid_until=soon)
    longer = extend_grant(
        actor=builder,
        project=project,
        grant=grant,
        valid_until=soon + timedelta(days=5),
        reason=make.WHY,
    )
    unshare_project(actor=builder, project=project, grant=longer, reason=make.WHY)
    catch_up()
    assert told(outsider) == ["project.unshared", "project.extended", "project.shared"]
    assert inbox.unread(outsider) == 3, (
        "what is about oneself shows without the project"
    )
    assert told(engineer) == []


@pytest.mark.usefixtures("quiet")
def test_a_role_on_the_site_is_told_to_who_has_it(
    project: Subject, outsider: User, builder: User
) -> None:
    operator = User.objects.system("operator")
    grant_site_role(actor=operator, member="outsider", role="auditor", reason=make.WHY)
    catch_up()
    assert told(outsider) == ["site.role_granted"]
    assert told(builder) == []


@pytest.mark.usefixtures("quiet")
def test_access_that_ends_within_14_days_waits_with_the_way_to_ask_for_more(
    project: Subject, builder: User, outsider: User, browser_of: Any
) -> None:
    until = timezone.now() + timedelta(days=20)
    make.share(builder, project, "outsider", "viewer", valid_until=until)
    assert inbox.waiting(outsider) == []
    with time_machine.travel(until - timedelta(days=13)):
        (line,) = inbox.waiting(outsider)
        assert line.what == f"Your role Viewer on {project.subject_label} ends"
        assert line.due == until
        form = browser_of(outsider).get(line.url).content.decode()
        assert '<option value="viewer" selected>' in form
        ask(outsider, project)
        assert inbox.waiting(outsider) == [], "an owner decides now"


@pytest.mark.usefixtures("quiet")
def test_the_page_counts_every_unread_notice_and_shows_the_newest(
    project: Subject,
    builder: User,
    outsider: User,
    browser_of: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("governance.views.inbox.NEWEST", 2)
    for role in ("viewer", "validator", "officer"):
        ask(outsider, project, role)
    catch_up()
    page = browser_of(builder).get(reverse("governance:inbox")).content.decode()
    assert "3 new" in page
    assert page.count("asked for the role") == 2


@pytest.mark.usefixtures("quiet")
def test_notices_cost_the_same_for_one_entry_and_for_many(
    project: Subject, builder: User, outsider: User, engineer: User
) -> None:
    def cost() -> int:
        sequence()
        with CaptureQueriesContext(connection) as queries:
            assert write_notices() > 0
        return len(queries)

    make.share(builder, project, "outsider", "viewer")
    few = cost()
    for role in ("validator", "officer", "engineer", "data_scientist"):
        make.share(builder, project, "outsider", role)
    assert cost() == few
