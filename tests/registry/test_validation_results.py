"""What a test gave: kept, and never changed."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from governance.exceptions import AccessDenied, IllegalMove, InvalidInput
from governance.models import Entry, User
from registry.models import Project, Validation, ValidationResult, Version
from registry.operations.give_verdict import give_verdict
from registry.operations.open_validation import open_validation
from registry.operations.record_test import record_test
from tests import make

GAVE = "Accuracy 0.876 on groups held back."


@pytest.fixture
def validation(validator: User, version: Version) -> Validation:
    return open_validation(actor=validator, version=version)


def test_a_result_is_kept_with_one_entry_that_tells_no_text(
    validator: User, validation: Validation
) -> None:
    before = Entry.objects.count()
    test = validation.tests.get(number=3)
    made = record_test(actor=validator, test=test, outcome="failed", actual=GAVE)
    assert (made.outcome, made.actual) == ("failed", GAVE)
    (entry,) = make.entries_since(before)
    assert entry.action == "validation.test_recorded"
    assert GAVE.encode() not in bytes(entry.body)


def test_a_later_result_leaves_the_earlier_one_where_it_is(
    validator: User, validation: Validation
) -> None:
    test = validation.tests.get(number=1)
    for outcome in ("failed", "passed"):
        record_test(actor=validator, test=test, outcome=outcome, actual=GAVE)
    assert [r.outcome for r in test.results.order_by("pk")] == ["failed", "passed"]


@pytest.mark.parametrize(
    ("outcome", "actual", "field"),
    [
        ("fine", GAVE, "outcome"),
        ("", GAVE, "outcome"),
        ("passed", " \n", "actual"),
        ("passed", "x" * 2001, "actual"),
        ("passed", "bell\x07", "actual"),
    ],
)
def test_a_bad_result_is_refused_by_field(
    validator: User, validation: Validation, outcome: str, actual: str, field: str
) -> None:
    test = validation.tests.get(number=1)
    with pytest.raises(InvalidInput) as refused:
        record_test(actor=validator, test=test, outcome=outcome, actual=actual)
    assert refused.value.field == field
    assert not ValidationResult.objects.exists()


def test_a_builder_records_nothing_though_they_hold_the_right(
    builder: User, admin: User, validation: Validation, project: Project
) -> None:
    make.share(admin, project, "builder", "validator")
    test = validation.tests.get(number=1)
    with pytest.raises(AccessDenied, match="lineage"):
        record_test(actor=builder, test=test, outcome="passed", actual=GAVE)
    assert not ValidationResult.objects.exists()


def test_a_decided_validation_takes_no_result(
    validator: User, validation: Validation
) -> None:
    give_verdict(
        actor=validator, validation=validation, outcome="rejected", reason=make.WHY
    )
    test = validation.tests.get(number=1)
    with pytest.raises(IllegalMove):
        record_test(actor=validator, test=test, outcome="passed", actual=GAVE)


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": "passed"},
        {"actual": "Better."},
        {"actual": ""},
        {"actual": "", "outcome": "passed", "erased_at": timezone.now()},
        {"actual": "Better.", "erased_at": timezone.now()},
        {"erased_at": timezone.now()},
    ],
)
def test_the_database_refuses_another_result(
    validator: User, validation: Validation, changed: dict[str, object]
) -> None:
    test = validation.tests.get(number=1)
    record_test(actor=validator, test=test, outcome="failed", actual=GAVE)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ValidationResult.objects.update(**changed)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ValidationResult.objects.all().delete()
