"""The API of validations, with JSON, good and bad."""

from typing import Any

import pytest

from governance.models import User
from registry.models import Project, Validation, Version
from registry.operations.open_validation import open_validation
from tests import make
from tests.registry import validating


@pytest.fixture
def validation(validator: User, version: Version) -> Validation:
    return open_validation(actor=validator, version=version)


def _post(browser: Any, where: str, data: dict[str, Any]) -> Any:
    return browser.post(f"/api/v1/{where}", data, content_type="application/json")


def test_the_whole_way_through_the_api(
    builder: User, validator: User, version: Version, browser_of: Any
) -> None:
    mine, theirs = browser_of(validator), browser_of(builder)
    opened = _post(mine, f"versions/{version.pk}/validations", {})
    assert opened.status_code == 201
    where = f"validations/{opened.json()['id']}"
    planned = {"area": "limits", "title": "Cold start", "expected": "It says so."}
    whole = _post(mine, f"{where}/tests", planned).json()
    assert [test["number"] for test in whole["tests"]] == list(range(1, 10))
    for test in whole["tests"]:
        said = {"outcome": "passed", "actual": "As expected."}
        made = _post(mine, f"validation-tests/{test['id']}/results", said)
        assert made.status_code == 201
    raised = {
        "severity": "high",
        "text": "Winter is missing.",
        "owner": "builder",
        "due": validating.tomorrow().isoformat(),
        "test": 2,
    }
    finding = _post(mine, f"{where}/findings", raised).json()
    assert (finding["number"], finding["test"], finding["is_closed"]) == (1, 2, False)
    near = f"findings/{finding['id']}"
    assert _post(theirs, f"{near}/replies", {"text": "In May."}).status_code == 201
    closed = _post(mine, f"{near}/close", {"reason": make.WHY}).json()
    assert closed["closure"]["closed_by"] == "validator"
    decided = {"outcome": "accepted", "reason": make.WHY}
    verdict = _post(mine, f"{where}/verdict", decided).json()
    assert (verdict["outcome"], verdict["digest"]) == ("accepted", version.digest)
    told = theirs.get(f"/api/v1/{where}").json()
    assert told["validation"]["verdict"]["reason"] == make.WHY
    assert told["findings"][0]["replies"][0]["text"] == "In May."
    stand = theirs.get(f"/api/v1/versions/{version.pk}/standing").json()
    assert (stand["state"], stand["is_accepted"]) == ("accepted", True)


@pytest.mark.parametrize(
    ("where", "data", "field"),
    [
        ("versions/{version}/validations", {"plan": "mine"}, "plan"),
        ("validations/{id}/tests", {"area": "luck"}, "area"),
        ("validations/{id}/findings", {"severity": "huge"}, "severity"),
        ("validations/{id}/findings", {"severity": "low", "due": "soon"}, "text"),
        (
            "validations/{id}/verdict",
            {"outcome": "fine", "reason": make.WHY},
            "outcome",
        ),
        ("validations/{id}/verdict", {"outcome": "rejected"}, "reason"),
    ],
)
def test_bad_input_names_its_field(
    validation: Validation,
    browser_of: Any,
    where: str,
    data: dict[str, Any],
    field: str,
) -> None:
    address = where.format(version=validation.version_id, id=validation.pk)
    answer = _post(browser_of(validation.opened_by), address, data)
    assert answer.status_code == 400
    assert field in answer.content.decode()


def test_a_second_opening_is_a_conflict_and_a_late_result_an_illegal_move(
    validator: User, validation: Validation, browser_of: Any
) -> None:
    browser = browser_of(validator)
    again = _post(browser, f"versions/{validation.version_id}/validations", {})
    assert again.status_code == 409
    rejected = {"outcome": "rejected", "reason": make.WHY}
    _post(browser, f"validations/{validation.pk}/verdict", rejected)
    test = validation.tests.get(number=1)
    said = {"outcome": "passed", "actual": "As expected."}
    late = _post(browser, f"validation-tests/{test.pk}/results", said)
    assert late.status_code == 422


def test_the_api_proves_a_refit(
    builder: User, version: Version, project: Project, browser_of: Any
) -> None:
    newer = validating.refit(builder, project)
    browser = browser_of(builder)
    where = f"/api/v1/versions/{newer.pk}/comparisons/{version.pk}"
    told = browser.get(where).json()
    assert told["is_refit"]
    assert [found["part"] for found in told["data_differences"]] == ["training data"]
    assert told["recipe_differences"] == []
    back = f"/api/v1/versions/{version.pk}/comparisons/{newer.pk}"
    assert not browser.get(back).json()["is_refit"]
