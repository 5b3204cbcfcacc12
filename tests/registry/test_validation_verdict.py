"""The verdict: complete, honest about findings, bound to a digest, given once."""

import json

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from governance.exceptions import (
    AccessDenied,
    IllegalMove,
    InvalidInput,
    ReasonMissing,
)
from governance.models import Entry, User
from registry.models import Project, Validation, Verdict, Version
from registry.operations.close_finding import close_finding
from registry.operations.give_verdict import give_verdict
from registry.operations.open_validation import open_validation
from tests import make
from tests.registry import validating


@pytest.fixture
def validation(validator: User, version: Version) -> Validation:
    made = open_validation(actor=validator, version=version)
    validating.results(validator, made)
    return made


def test_a_verdict_binds_the_digest_and_ends_the_validation(
    validator: User, version: Version, validation: Validation
) -> None:
    before = Entry.objects.count()
    made = give_verdict(
        actor=validator, validation=validation, outcome="accepted", reason=make.WHY
    )
    assert (made.digest, made.reason) == (version.digest, make.WHY)
    assert not Validation.objects.get().is_open
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("validation.decided", version.pk)
    assert json.loads(bytes(entry.body))["hashes"] == {"manifest": version.digest}
    with pytest.raises(IllegalMove):
        give_verdict(
            actor=validator, validation=validation, outcome="rejected", reason=make.WHY
        )


@pytest.mark.parametrize("severity", ["high", "critical"])
def test_serious_findings_that_are_open_forbid_accepted(
    validator: User, validation: Validation, severity: str
) -> None:
    finding = validating.finding(validator, validation, severity=severity)
    with pytest.raises(InvalidInput, match="forbid it: 1") as refused:
        give_verdict(
            actor=validator, validation=validation, outcome="accepted", reason=make.WHY
        )
    assert refused.value.field == "outcome"
    close_finding(actor=validator, finding=finding, reason=make.WHY)
    give_verdict(
        actor=validator, validation=validation, outcome="accepted", reason=make.WHY
    )


@pytest.mark.parametrize("severity", ["low", "medium"])
def test_lesser_findings_may_stay_open(
    validator: User, validation: Validation, severity: str
) -> None:
    validating.finding(validator, validation, severity=severity)
    give_verdict(
        actor=validator, validation=validation, outcome="accepted", reason=make.WHY
    )


def test_conditions_are_named_where_the_verdict_has_them_and_nowhere_else(
    validator: User, validation: Validation
) -> None:
    for outcome, conditions in (
        ("accepted_with_conditions", " "),
        ("accepted", validating.CONDITIONS),
        ("rejected", validating.CONDITIONS),
    ):
        with pytest.raises(InvalidInput) as refused:
            give_verdict(
                actor=validator,
                validation=validation,
                outcome=outcome,
                conditions=conditions,
                reason=make.WHY,
            )
        assert refused.value.field == "conditions"
    made = give_verdict(
        actor=validator,
        validation=validation,
        outcome="accepted_with_conditions",
        conditions=validating.CONDITIONS,
        reason=make.WHY,
    )
    assert made.conditions == validating.CONDITIONS


@pytest.mark.parametrize("outcome", ["accepted", "accepted_with_conditions"])
def test_tests_without_a_result_forbid_to_accept(
    validator: User, version: Version, outcome: str
) -> None:
    opened = open_validation(actor=validator, version=version)
    conditions = validating.CONDITIONS if "with" in outcome else ""
    with pytest.raises(InvalidInput, match="no result yet: 1, 2, 3"):
        give_verdict(
            actor=validator,
            validation=opened,
            outcome=outcome,
            conditions=conditions,
            reason=make.WHY,
        )
    assert not Verdict.objects.exists()


def test_an_unknown_verdict_and_none_without_a_reason(
    validator: User, validation: Validation
) -> None:
    with pytest.raises(InvalidInput) as refused:
        give_verdict(
            actor=validator, validation=validation, outcome="fine", reason=make.WHY
        )
    assert refused.value.field == "outcome"
    with pytest.raises(ReasonMissing):
        give_verdict(
            actor=validator, validation=validation, outcome="rejected", reason="bad"
        )


@pytest.mark.parametrize(
    "who",
    ["builder", "engineer", "officer", "admin", "auditor", "business", "outsider"],
)
def test_nobody_else_gives_a_verdict(
    people: dict[str, User], validation: Validation, who: str
) -> None:
    with pytest.raises(AccessDenied):
        give_verdict(
            actor=people[who],
            validation=validation,
            outcome="accepted",
            reason=make.WHY,
        )
    assert not Verdict.objects.exists()


def test_a_builder_in_the_role_of_a_validator_gives_none_and_it_is_recorded(
    builder: User, admin: User, validation: Validation, project: Project
) -> None:
    make.share(admin, project, "builder", "validator")
    before = Entry.objects.count()
    with pytest.raises(AccessDenied, match="lineage"):
        give_verdict(
            actor=builder, validation=validation, outcome="accepted", reason=make.WHY
        )
    (entry,) = make.entries_since(before)
    attempted = json.loads(bytes(entry.body))["changes"]["attempted"]
    assert (entry.action, attempted[1]) == ("access.denied", "validation.decided")
    assert Validation.objects.get().is_open


def test_the_database_keeps_a_verdict_as_it_is(
    validator: User, version: Version
) -> None:
    made = validating.verdict(validator, version, "rejected")
    for change in ({"outcome": "accepted"}, {"digest": "0" * 64}, {"reason": "x"}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Verdict.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        made.delete()


def test_the_database_knows_one_verdict_and_one_open_validation(
    validator: User, version: Version
) -> None:
    made = validating.verdict(validator, version, "rejected")
    again = Verdict(
        validation=made.validation,
        version=version,
        digest=version.digest,
        outcome="accepted",
        reason=make.WHY,
        given_by=validator,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        again.save(force_insert=True)
    for expected in (None, IntegrityError):
        row = Validation(
            project_id=version.project_id,
            version=version,
            digest=version.digest,
            plan="standard-1",
            opened_by=validator,
        )
        if expected is None:
            row.save(force_insert=True)
        else:
            with pytest.raises(expected), transaction.atomic():
                row.save(force_insert=True)
