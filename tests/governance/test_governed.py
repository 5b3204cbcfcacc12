"""The one door: all of it happens, or none."""

import json

import pytest

from governance.actions import Action
from governance.context import Origin, acting_from
from governance.exceptions import AccessDenied, ReasonMissing
from governance.ledger.canonical import parse
from governance.ledger.hashing import leaf_hash
from governance.models import Disclosure, Entry, User
from governance.operations.grant_site_role import grant_site_role
from governance.recording import governed
from governance.subjects import SITE
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return User.objects.system("operator")


def test_a_change_leaves_exactly_one_entry_with_its_leaf_hash(operator: User) -> None:
    make.person("ds1")
    before = Entry.objects.count()
    grant_site_role(actor=operator, member="ds1", role="admin", reason=make.WHY)
    (entry,) = make.entries_since(before)
    body = parse(bytes(entry.body))
    assert body["action"] == "site.role_granted"
    assert body["changes"]["role"] == [None, "admin"]
    assert bytes(entry.leaf_hash) == leaf_hash(bytes(entry.body))


def test_names_and_reasons_stay_outside_the_hashed_body(operator: User) -> None:
    make.person("ds1")
    grant_site_role(actor=operator, member="ds1", role="admin", reason=make.WHY)
    entry = Entry.objects.latest("pk")
    assert b"ds1" not in bytes(entry.body)
    assert make.WHY.encode() not in bytes(entry.body)
    told = {d.path: d.value for d in Disclosure.objects.filter(entry_uuid=entry.uuid)}
    assert told["why"] == make.WHY
    assert told["changes.member.1"] == "ds1"


@pytest.mark.parametrize("reason", ["", "too short", " " * 40])
def test_a_missing_reason_is_refused_and_changes_nothing(
    operator: User, reason: str
) -> None:
    make.person("ds1")
    before = Entry.objects.count()
    with pytest.raises(ReasonMissing) as refusal:
        grant_site_role(actor=operator, member="ds1", role="admin", reason=reason)
    assert refusal.value.field == "reason"
    assert Entry.objects.count() == before


def test_a_refusal_is_recorded_once_a_minute_with_a_count() -> None:
    outsider = make.person("outsider")
    before = Entry.objects.count()
    for _ in range(3):
        with pytest.raises(AccessDenied):
            grant_site_role(
                actor=outsider, member="outsider", role="admin", reason=make.WHY
            )
    (entry,) = make.entries_since(before)
    body = json.loads(bytes(entry.body))
    assert body["action"] == "access.denied"
    assert body["changes"]["attempted"] == [None, "site.role_granted"]


def test_without_an_actor_nothing_happens() -> None:
    before = Entry.objects.count()
    with (
        pytest.raises(AccessDenied),
        governed(None, Action.SESSION_OPENED, SITE),  # type: ignore[arg-type] # the point
    ):
        pytest.fail("the block ran")
    assert Entry.objects.count() == before


def test_an_error_inside_the_block_takes_everything_back(operator: User) -> None:
    person = make.person("ds1")
    before = Entry.objects.count()
    with pytest.raises(ZeroDivisionError):
        _change_then_fail(operator, person)
    person.refresh_from_db()
    assert person.name != "Changed"
    assert Entry.objects.count() == before


def test_the_entry_names_request_source_and_proof_of_identity() -> None:
    person = make.person("ds1")
    with (
        acting_from(Origin("api", "token")) as here,
        governed(person, Action.SESSION_OPENED, person),
    ):
        pass
    body = parse(bytes(Entry.objects.latest("pk").body))
    assert body["request"] == {"id": str(here.request_id), "source": "api"}
    assert body["actor"]["auth"] == "token"


def _change_then_fail(operator: User, person: User) -> None:
    with governed(operator, Action.SITE_ROLE_GRANTED, SITE, reason=make.WHY):
        User.objects.filter(pk=person.pk).update(name="Changed")
        raise ZeroDivisionError
