"""Asking for a role on a project."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from governance import access_requests, inbox
from governance.exceptions import AccessDenied, Conflict, IllegalMove, InvalidInput
from governance.models import AccessRequest, Entry, Subject, User
from governance.operations.request_access import MAX_OPEN, request_access
from governance.operations.withdraw_access_request import withdraw_access_request
from tests import make


def ask(
    who: User, project_id: uuid.UUID, role: str = "viewer", days: int = 30
) -> AccessRequest:
    return request_access(
        actor=who, project_id=project_id, role=role, days=days, reason=make.WHY
    )


def test_the_request_waits_for_the_owners_and_for_nobody_else(
    project: Subject, people: dict[str, User]
) -> None:
    row = ask(people["outsider"], project.pk)
    waits = {name for name, person in people.items() if inbox.waiting(person)}
    assert waits == {"builder", "admin"}
    (line,) = inbox.waiting(people["builder"])
    assert line.url == reverse("governance:access_request", args=[row.pk])
    assert line.why == make.WHY


def test_it_stands_in_the_ledger_with_the_reason(
    project: Subject, outsider: User
) -> None:
    before = Entry.objects.count()
    row = ask(outsider, project.pk, "engineer")
    (entry,) = make.entries_since(before)
    assert entry.action == "access.requested"
    assert (entry.object_id, entry.project_id) == (row.pk, project.pk)
    assert entry.uuid == row.entry_uuid


@pytest.mark.parametrize("page", ["form", "page", "API"])
def test_an_invisible_project_and_none_at_all_get_the_same_words(
    page: str, project: Subject, outsider: User, browser_of: Any
) -> None:
    browser = browser_of(outsider)
    told = []
    for key in (project.pk, uuid.uuid4()):
        if page == "form":
            answer = browser.get(reverse("governance:request_access", args=[key]))
        elif page == "API":
            where = reverse("governance_api:request_access", args=[key])
            data = {"role": "viewer", "reason": make.WHY}
            answer = browser.post(where, data, content_type="application/json")
        else:
            row = ask(outsider, key, "validator")
            where = reverse("governance:access_request", args=[row.pk])
            answer = browser.get(where)
        told.append((answer.status_code, _words(answer, key)))
    assert told[0] == told[1]
    assert "hydraulic" not in told[0][1]


def _words(answer: Any, key: uuid.UUID) -> str:
    """The text without keys, digests, the clock and the size of the ledger."""
    if answer["Content-Type"] == "application/json":
        return ",".join(sorted(answer.json()))
    text = answer.content.decode().split("<main", 1)[1]
    words = text.replace(str(key), "KEY").split()
    return " ".join(w for w in words if not any(sign.isdigit() for sign in w))


def test_a_request_for_nothing_leads_nowhere(
    project: Subject, outsider: User, admin: User
) -> None:
    row = ask(outsider, uuid.uuid4())
    assert inbox.waiting(admin) == []
    assert access_requests.standing(row) is AccessRequest.State.OPEN
    assert [line.state for line in inbox.asked(outsider)] == ["Open"]


def test_the_same_is_asked_once(project: Subject, outsider: User) -> None:
    ask(outsider, project.pk)
    with pytest.raises(Conflict):
        ask(outsider, project.pk)
    ask(outsider, project.pk, "engineer")


def test_the_database_refuses_a_second_open_request(
    project: Subject, outsider: User
) -> None:
    row = ask(outsider, project.pk)
    twin = AccessRequest(
        person=outsider,
        project_id=project.pk,
        role=row.role,
        days=1,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        entry_uuid=uuid.uuid4(),
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_a_role_that_one_holds_is_not_asked_for(
    project: Subject, engineer: User
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(engineer, project.pk, "engineer")
    assert refusal.value.field == "role"


def test_a_role_that_ends_within_14_days_is_asked_for_again(
    project: Subject, builder: User, outsider: User
) -> None:
    later = timezone.now() + timedelta(days=15)
    make.share(builder, project, "outsider", "viewer", valid_until=later)
    with pytest.raises(InvalidInput):
        ask(outsider, project.pk, "viewer")
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert ask(outsider, project.pk, "viewer").role == "viewer"


@pytest.mark.parametrize(
    ("role", "days", "field"),
    [
        ("admin", 30, "role"),
        ("emperor", 30, "role"),
        ("viewer", 0, "days"),
        ("viewer", 367, "days"),
    ],
)
def test_bad_input_names_the_field(
    project: Subject, outsider: User, role: str, days: int, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(outsider, project.pk, role, days)
    assert refusal.value.field == field


def test_nobody_fills_the_inboxes(project: Subject, outsider: User) -> None:
    for _ in range(MAX_OPEN):
        ask(outsider, uuid.uuid4())
    with pytest.raises(Conflict, match="Withdraw one first"):
        ask(outsider, project.pk)


def test_it_expires_after_fourteen_days_and_may_be_asked_again(
    project: Subject, outsider: User, builder: User
) -> None:
    row = ask(outsider, project.pk)
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1)):
        assert inbox.waiting(builder) == []
        assert access_requests.standing(row) is AccessRequest.State.EXPIRED
        again = ask(outsider, project.pk)
        assert len(inbox.waiting(builder)) == 1
    row.refresh_from_db()
    assert row.state == AccessRequest.State.EXPIRED
    assert again.pk != row.pk


def test_who_asked_withdraws_and_nobody_else(
    project: Subject, outsider: User, builder: User
) -> None:
    row = ask(outsider, project.pk)
    with pytest.raises(AccessDenied):
        withdraw_access_request(actor=builder, access_request=row, reason=make.WHY)
    withdraw_access_request(actor=outsider, access_request=row, reason=make.WHY)
    assert inbox.waiting(builder) == []
    with pytest.raises(IllegalMove):
        withdraw_access_request(actor=outsider, access_request=row, reason=make.WHY)


def test_machines_do_not_ask(project: Subject) -> None:
    with pytest.raises(AccessDenied):
        ask(User.objects.system("jobs"), project.pk)


def test_somebody_elses_request_is_not_found(
    project: Subject, people: dict[str, User], browser_of: Any
) -> None:
    row = ask(people["outsider"], project.pk)
    where = reverse("governance:access_request", args=[row.pk])
    found = {
        name
        for name, person in people.items()
        if browser_of(person).get(where).status_code == 200
    }
    assert found == {"builder", "admin", "outsider"}


def test_a_refused_page_offers_to_ask_whether_or_not_there_is_a_project(
    project: Subject, outsider: User, business: User, browser_of: Any
) -> None:
    told = []
    for key in (project.pk, uuid.uuid4()):
        answer = browser_of(outsider).get(reverse("registry:project", args=[key]))
        assert answer.status_code == 404
        assert reverse("governance:request_access", args=[key]) in (
            answer.content.decode()
        )
        told.append(_words(answer, key))
    assert told[0] == told[1]
    refused = browser_of(business).get(reverse("governance:share", args=[project.pk]))
    assert refused.status_code == 403
    assert "Ask for the role Owner on this project" in refused.content.decode()
