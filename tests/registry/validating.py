"""Validations for tests, made through the operations."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from governance.models import User
from registry.models import (
    Finding,
    Project,
    Validation,
    ValidationResult,
    Verdict,
    Version,
)
from registry.operations.give_verdict import give_verdict
from registry.operations.open_validation import open_validation
from registry.operations.raise_finding import raise_finding
from registry.operations.record_test import record_test
from registry.uploads import Upload
from tests import make
from tests.registry import building

CONDITIONS = "Only below 60 degrees, until winter data is there."


def tomorrow() -> date:
    return timezone.now().date() + timedelta(days=1)


def results(validator: User, validation: Validation) -> list[ValidationResult]:
    """A result for each test of the plan."""
    return [
        record_test(
            actor=validator, test=test, outcome="passed", actual="As it was expected."
        )
        for test in validation.tests.order_by("number")
    ]


def finding(validator: User, validation: Validation, **given: Any) -> Finding:
    """Something serious, for the builder to look after."""
    values: dict[str, Any] = {
        "severity": "high",
        "text": "Group C is missing from the data.",
        "owner": "builder",
        "due": tomorrow(),
    } | given
    return raise_finding(actor=validator, validation=validation, **values)


def verdict(
    validator: User,
    version: Version,
    outcome: str = "accepted",
    conditions: str = "",
) -> Verdict:
    """A whole validation, with its end."""
    validation = open_validation(actor=validator, version=version)
    results(validator, validation)
    return give_verdict(
        actor=validator,
        validation=validation,
        outcome=outcome,
        conditions=conditions,
        reason=make.WHY,
    )


def refit(builder: User, project: Project, **given: Any) -> Version:
    """The same recipe on data that was registered later."""
    rows = building.CSV + b"61.5,122.25,41,20\n"
    window = building.dataset(builder, project, upload=Upload("window.csv", [rows]))
    values: dict[str, Any] = {"datasets": [(window, "training")]} | given
    trained = building.experiment(builder, project, name="refit", **values)
    return building.version(
        builder, project, experiment=trained, upload=building.onnx(seed=2)
    )
