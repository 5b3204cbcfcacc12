"""The dossier tells what validators said of the version, to the letter."""

from governance.models import User
from registry.models import Project, Version
from registry.operations.open_validation import open_validation
from tests import make
from tests.registry import validating
from tests.reports import building, reading


def test_a_dossier_tells_the_verdict_with_its_conditions(
    officer: User, validator: User, version: Version
) -> None:
    validating.verdict(
        validator, version, "accepted_with_conditions", validating.CONDITIONS
    )
    built = building.run(building.ask_dossier(officer, version))
    assert "Cannot be judged yet" not in built.verdict
    assert reading.tells(
        building.content(built, "pdf"),
        "Accepted with conditions by validator",
        validating.CONDITIONS,
        version.digest,
        make.WHY,
        "gave hydraulic_model_1 the verdict accepted with conditions",
    )


def test_a_dossier_of_a_refit_tells_whose_verdict_it_carries(
    builder: User, officer: User, validator: User, version: Version, project: Project
) -> None:
    validating.verdict(validator, version)
    newer = validating.refit(builder, project)
    pdf = building.content(building.run(building.ask_dossier(officer, newer)), "pdf")
    assert reading.tells(pdf, "carried over from hydraulic_model_1", "rig (61 rows")


def test_an_open_validation_is_missing_evidence(
    officer: User, validator: User, version: Version
) -> None:
    open_validation(actor=validator, version=version)
    built = building.run(building.ask_dossier(officer, version))
    assert built.verdict.startswith("Cannot be judged yet")
    assert reading.tells(
        building.content(built, "pdf"), "The verdict has still to come."
    )
