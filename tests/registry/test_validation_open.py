"""Opening a validation and extending its plan: who may, and once at a time."""

import json
from typing import Any

import pytest

from governance.exceptions import (
    AccessDenied,
    Conflict,
    IllegalMove,
    InvalidInput,
)
from governance.models import Entry, User
from registry.models import Project, Validation, ValidationTest, Version
from registry.operations.add_validation_test import MAX_TESTS, add_validation_test
from registry.operations.give_verdict import give_verdict
from registry.operations.open_validation import open_validation
from registry.operations.withdraw_version import withdraw_version
from registry.validation_plans import STANDARD
from tests import make

TEST = {"area": "limits", "title": "Cold start", "expected": "It says so below 5 °C."}


@pytest.fixture
def validation(validator: User, version: Version) -> Validation:
    return open_validation(actor=validator, version=version)


def test_a_validation_begins_with_the_tests_of_the_plan(
    validator: User, version: Version
) -> None:
    before = Entry.objects.count()
    made = open_validation(actor=validator, version=version)
    assert made.is_open
    assert made.digest == version.digest
    told = [(t.area, t.title, t.expected) for t in made.tests.order_by("number")]
    assert told == [(t.area, t.title, t.expected) for t in STANDARD.tests]
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("validation.opened", version.pk)
    hashes = json.loads(bytes(entry.body))["hashes"]
    assert hashes == {"manifest": version.digest, "plan": STANDARD.digest}


@pytest.mark.parametrize(
    "who",
    ["builder", "engineer", "officer", "admin", "auditor", "business", "outsider"],
)
def test_who_is_no_validator_opens_none(
    people: dict[str, User], version: Version, who: str
) -> None:
    with pytest.raises(AccessDenied):
        open_validation(actor=people[who], version=version)
    assert not Validation.objects.exists()


def test_a_builder_who_is_a_validator_too_is_refused_and_it_is_recorded(
    builder: User, admin: User, version: Version, project: Project
) -> None:
    make.share(admin, project, "builder", "validator")
    before = Entry.objects.count()
    with pytest.raises(AccessDenied, match="built something in the lineage"):
        open_validation(actor=builder, version=version)
    assert not Validation.objects.exists()
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.actor_id) == ("access.denied", builder.pk)


def test_one_validation_of_a_version_is_open_at_a_time(
    validator: User, version: Version, validation: Validation
) -> None:
    with pytest.raises(Conflict):
        open_validation(actor=validator, version=version)
    give_verdict(
        actor=validator, validation=validation, outcome="rejected", reason=make.WHY
    )
    assert open_validation(actor=validator, version=version).is_open


def test_an_unknown_plan_and_a_withdrawn_version_are_refused(
    builder: User, validator: User, version: Version
) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_validation(actor=validator, version=version, plan="mine")
    assert refused.value.field == "plan"
    withdraw_version(actor=builder, version=version, reason=make.WHY)
    with pytest.raises(IllegalMove):
        open_validation(actor=validator, version=version)


def test_the_plan_can_be_extended(validator: User, validation: Validation) -> None:
    before = Entry.objects.count()
    made = add_validation_test(actor=validator, validation=validation, **TEST)
    assert made.number == len(STANDARD.tests) + 1
    (entry,) = make.entries_since(before)
    assert entry.action == "validation.test_added"
    assert b"Cold start" not in bytes(entry.body)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"area": "luck"}, "area"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"expected": ""}, "expected"),
        ({"expected": "null\x00"}, "expected"),
        ({"expected": "x" * 1001}, "expected"),
    ],
)
def test_a_bad_test_is_refused_by_field(
    validator: User, validation: Validation, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_validation_test(actor=validator, validation=validation, **(TEST | changed))
    assert refused.value.field == field


def test_a_plan_does_not_grow_for_ever(validator: User, validation: Validation) -> None:
    ValidationTest.objects.bulk_create(
        ValidationTest(
            validation=validation,
            number=number,
            area="other",
            title="x",
            expected="x",
            added_by=validator,
        )
        for number in range(len(STANDARD.tests) + 1, MAX_TESTS + 1)
    )
    with pytest.raises(InvalidInput, match="at most 100"):
        add_validation_test(actor=validator, validation=validation, **TEST)


def test_the_plan_of_a_decided_validation_stays(
    validator: User, validation: Validation
) -> None:
    give_verdict(
        actor=validator, validation=validation, outcome="rejected", reason=make.WHY
    )
    with pytest.raises(IllegalMove):
        add_validation_test(actor=validator, validation=validation, **TEST)
