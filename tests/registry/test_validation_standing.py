"""Where a version stands: its own verdict, a refit's, or a rebuild's none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import User
from registry.models import Dataset, Project, Version
from registry.operations.open_validation import open_validation
from registry.operations.withdraw_version import withdraw_version
from registry.refit import compare
from registry.uploads import Upload
from registry.validation import State, standing, standings
from tests import make
from tests.registry import building, validating


def test_a_new_version_has_no_verdict(version: Version) -> None:
    found = standing(version)
    assert (found.state, found.is_accepted) == (State.NONE, False)
    assert found.words == "Nobody has validated this version yet."
    assert found.url == f"/versions/{version.pk}/validation/"


def test_an_open_validation_says_who_opened_it(
    validator: User, version: Version
) -> None:
    open_validation(actor=validator, version=version)
    found = standing(version)
    assert found.state is State.OPEN
    assert found.words.startswith("validator opened a validation on")


@pytest.mark.parametrize(
    ("outcome", "conditions", "accepted"),
    [
        ("accepted", "", True),
        ("accepted_with_conditions", validating.CONDITIONS, True),
        ("rejected", "", False),
    ],
)
def test_the_verdict_is_the_standing(
    validator: User, version: Version, outcome: str, conditions: str, accepted: bool
) -> None:
    validating.verdict(validator, version, outcome, conditions)
    found = standing(version)
    assert (found.state, found.is_accepted) == (State(outcome), accepted)
    assert found.conditions == conditions
    assert f"{State(outcome).label} by validator on" in found.words


def test_the_newest_verdict_counts_and_an_open_one_is_named(
    validator: User, version: Version
) -> None:
    validating.verdict(validator, version)
    open_validation(actor=validator, version=version)
    found = standing(version)
    assert found.state is State.ACCEPTED
    assert "opened a new validation" in found.words


def test_a_later_verdict_takes_the_place_of_an_earlier_one(
    validator: User, version: Version
) -> None:
    validating.verdict(validator, version)
    validating.verdict(validator, version, "rejected")
    assert standing(version).state is State.REJECTED


def test_a_refit_carries_the_verdict_over_and_names_what_differs(
    builder: User, validator: User, version: Version, project: Project
) -> None:
    validating.verdict(validator, version)
    newer = validating.refit(builder, project)
    found = standing(newer)
    assert (found.state, found.is_carried) == (State.ACCEPTED, True)
    assert "carried over from hydraulic_model_1" in found.words
    assert "training data: rig (60 rows" in found.words
    assert "rig (61 rows" in found.words


def test_a_refit_of_a_rejected_version_is_rejected(
    builder: User, validator: User, version: Version, project: Project
) -> None:
    validating.verdict(validator, version, "rejected")
    assert standing(validating.refit(builder, project)).state is State.REJECTED


def test_a_verdict_of_its_own_counts_before_one_that_was_carried_over(
    builder: User, validator: User, version: Version, project: Project
) -> None:
    validating.verdict(validator, version)
    newer = validating.refit(builder, project)
    validating.verdict(validator, newer, "rejected")
    assert standing(newer).state is State.REJECTED
    assert standing(version).state is State.ACCEPTED


def test_a_withdrawn_version_hands_nothing_on(
    builder: User, validator: User, version: Version, project: Project
) -> None:
    validating.verdict(validator, version)
    newer = validating.refit(builder, project)
    withdraw_version(actor=builder, version=version, reason=make.WHY)
    assert standing(newer).state is State.NONE


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"parameters": {"target column": "cool", "seed": 8}}, "parameters seed: 7"),
        ({"recipe": {"C": 2}}, "recipe C: nothing before, 2 now"),
    ],
)
def test_a_rebuild_returns_to_validation_and_says_why(
    builder: User,
    validator: User,
    version: Version,
    changed: dict[str, dict[str, object]],
    words: str,
) -> None:
    validating.verdict(validator, version)
    newer = validating.refit(builder, version.project, **changed)
    found = standing(newer)
    assert (found.state, found.is_carried) == (State.NONE, False)
    assert "hydraulic_model_2 is a rebuild" in found.words
    assert words in found.words


def test_the_same_data_again_is_no_refit(
    builder: User, version: Version, project: Project
) -> None:
    again = building.version(builder, project, upload=building.onnx(seed=2))
    assert not compare(version, again).is_refit
    assert "trained on the same data" in compare(version, again).words


def test_older_data_is_no_newer_window(builder: User, project: Project) -> None:
    rows = building.CSV + b"61.5,122.25,41,20\n"
    old = building.dataset(builder, project, upload=Upload("old.csv", [rows]))
    new = building.dataset(builder, project)
    made = []
    for seed, data in enumerate((new, old)):
        trained = building.experiment(builder, project, datasets=[(data, "training")])
        made.append(
            building.version(
                builder,
                project,
                experiment=trained,
                upload=building.onnx(seed=seed),
            )
        )
    found = compare(*made)
    assert not found.is_refit
    assert "was not registered later" in found.words
    assert not compare(made[1], made[0]).is_refit, "the newer one is the second"


def test_without_parameters_and_recipe_nothing_proves_the_same_recipe(
    builder: User, project: Project
) -> None:
    data = building.dataset(builder, project, upload=Upload("x.csv", [NO_TARGET]))
    bare = {"parameters": {}, "datasets": [(data, "training")]}
    trained = building.experiment(builder, project, **bare)
    first = building.version(builder, project, experiment=trained)
    later = Upload("y.csv", [NO_TARGET + b"9.5,1.25,40\n"])
    window = building.dataset(builder, project, upload=later)
    trained = building.experiment(
        builder, project, parameters={}, datasets=[(window, "training")]
    )
    second = building.version(
        builder, project, experiment=trained, upload=building.onnx(seed=2)
    )
    found = compare(first, second)
    assert not found.is_refit
    assert "No parameters and no recipe" in found.words


NO_TARGET = b"flow,pressure,temperature\n1.5,2.5,30\n2.5,3.5,31\n"


def test_parameters_that_count_the_rows_are_no_part_of_the_recipe(
    builder: User, project: Project
) -> None:
    data = building.dataset(builder, project)
    counted = {"target column": "cool", "seed": 7, "rows": 60}
    trained = building.experiment(
        builder, project, datasets=[(data, "training")], parameters=counted
    )
    first = building.version(builder, project, experiment=trained)
    second = validating.refit(builder, project, parameters={**counted, "rows": 61})
    assert compare(first, second).is_refit
    third = validating_third(builder, project, counted)
    assert not compare(first, third).is_refit, "the rows it names are not its data's"


def validating_third(
    builder: User, project: Project, counted: dict[str, object]
) -> Version:
    newest = Dataset.objects.filter(project=project).latest("pk")
    trained = building.experiment(
        builder,
        project,
        datasets=[(newest, "training")],
        parameters={**counted, "rows": 62},
    )
    return building.version(
        builder, project, experiment=trained, upload=building.onnx(seed=3)
    )


def test_a_manifest_that_was_changed_proves_nothing(
    builder: User, version: Version, project: Project
) -> None:
    newer = validating.refit(builder, project)
    assert compare(version, newer).is_refit
    version.manifest = version.manifest.replace('"seed":"7"', '"seed":"8"')
    found = compare(version, newer)
    assert not found.is_refit
    assert "hydraulic_model_1 is not what was sealed" in found.words


def test_a_list_of_versions_costs_two_queries(
    builder: User, validator: User, version: Version, project: Project
) -> None:
    validating.verdict(validator, version)
    made = [version, validating.refit(builder, project)]
    with CaptureQueriesContext(connection) as asked:
        assert len(standings(made)) == 2
    assert len(asked) == 2


def test_no_acceptance_is_carried_over_to_what_its_validator_built(
    builder: User, validator: User, version: Version, project: Project
) -> None:
    validating.verdict(validator, version)
    make.share(builder, project, "validator", "data_scientist")
    newer = validating.refit(validator, project)
    found = standing(newer)
    assert (found.state, found.is_accepted, found.is_carried) == (
        State.NONE,
        False,
        False,
    )
    assert "validator accepted hydraulic_model_1 and built something" in found.words


def test_nor_in_another_account(
    admin: User, validator: User, version: Version, project: Project
) -> None:
    validating.verdict(validator, version)
    again = make.second_account("validator", "validator-again")
    make.share(admin, project, again.username, "data_scientist")
    assert standing(validating.refit(again, project)).state is State.NONE


def test_a_rejection_is_carried_over_whoever_built_the_refit(
    builder: User, validator: User, version: Version, project: Project
) -> None:
    validating.verdict(validator, version, "rejected")
    make.share(builder, project, "validator", "data_scientist")
    assert standing(validating.refit(validator, project)).state is State.REJECTED
