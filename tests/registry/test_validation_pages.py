"""The pages of a validation: from opening it to the verdict, as people go."""

from typing import Any

import pytest

from governance.models import User
from registry.models import Finding, Project, Validation, Verdict, Version
from registry.operations.open_validation import open_validation
from tests import make
from tests.registry import validating

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def validation(validator: User, version: Version) -> Validation:
    return open_validation(actor=validator, version=version)


def _text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def test_a_validator_goes_from_the_version_to_its_verdict(
    builder: User, validator: User, version: Version, browser_of: Any
) -> None:
    mine, theirs = browser_of(validator), browser_of(builder)
    assert "Not validated" in _text(mine.get(f"/versions/{version.pk}/"))
    opened = mine.post(f"/versions/{version.pk}/validate/", {"plan": "standard-1"})
    page = opened["Location"]
    found = Validation.objects.get()
    assert page == f"/validations/{found.pk}/"
    for test in found.tests.all():
        said = {"outcome": "passed", "actual": "As it was expected."}
        mine.post(f"/validation-tests/{test.pk}/record/", said)
    due = validating.tomorrow().isoformat()
    raised = {"severity": "high", "text": HOSTILE, "owner": "builder", "due": due}
    mine.post(f"{page}findings/raise/", {**raised, "test": "3"})
    finding = Finding.objects.get()
    theirs.post(f"/findings/{finding.pk}/reply/", {"text": "It comes in May."})
    mine.post(f"/findings/{finding.pk}/close/", {"reason": "It came in May."})
    ended = mine.post(f"{page}verdict/", {"outcome": "accepted", "reason": make.WHY})
    assert ended.status_code == 302
    text = _text(mine.get(page))
    assert "8 of 8" in text
    assert "It comes in May." in text
    assert "It came in May." in text
    assert HOSTILE not in text
    assert make.WHY in text
    assert "Accepted by validator on" in _text(
        theirs.get(f"/versions/{version.pk}/validation/")
    )
    assert "Accepted" in _text(theirs.get(f"/projects/{version.project_id}/models/"))


def test_a_wrong_verdict_is_named_beside_its_field(
    validator: User, validation: Validation, browser_of: Any
) -> None:
    answer = browser_of(validator).post(
        f"/validations/{validation.pk}/verdict/",
        {"outcome": "accepted", "reason": make.WHY},
    )
    assert answer.status_code == 400
    assert b"These tests have no result yet: 1, 2, 3" in answer.content
    assert not Verdict.objects.exists()


def test_a_builder_with_the_role_of_a_validator_is_told_and_offered_nothing(
    admin: User,
    builder: User,
    validation: Validation,
    project: Project,
    browser_of: Any,
) -> None:
    make.share(admin, project, "builder", "validator")
    browser = browser_of(builder)
    text = _text(browser.get(f"/validations/{validation.pk}/"))
    assert "You built something in the lineage of hydraulic_model_1." in text
    assert "Give verdict" not in text
    assert "Record" not in text
    for where in (
        f"/versions/{validation.version_id}/validate/",
        f"/validations/{validation.pk}/verdict/",
    ):
        assert browser.get(where).status_code == 403


def test_a_refit_shows_what_was_carried_over_and_what_differs(
    builder: User,
    validator: User,
    version: Version,
    project: Project,
    browser_of: Any,
) -> None:
    validating.verdict(
        validator, version, "accepted_with_conditions", validating.CONDITIONS
    )
    newer = validating.refit(builder, project)
    text = _text(browser_of(builder).get(f"/versions/{newer.pk}/validation/"))
    assert "carried over from hydraulic_model_1" in text
    assert validating.CONDITIONS in text
    assert "training data" in text
    assert "rig (61 rows" in text


def test_a_stranger_finds_nothing(
    outsider: User, validation: Validation, browser_of: Any
) -> None:
    for where in (f"/validations/{validation.pk}/", "/validations/not-an-id/"):
        assert browser_of(outsider).get(where).status_code == 404
