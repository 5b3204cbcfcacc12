"""Adding an experiment: what is kept, and what is refused."""

from typing import Any

import pytest

from governance.exceptions import AccessDenied, InvalidInput
from governance.models import Entry, User
from registry.models import Experiment, Project
from registry.uploads import Upload
from tests import make
from tests.registry import building


def test_everything_is_kept_as_text_and_one_entry_is_written(
    builder: User, project: Project
) -> None:
    data = building.dataset(builder, project)
    before = Entry.objects.count()
    experiment = building.experiment(
        builder,
        project,
        datasets=[(data, "training")],
        parameters={"learning_rate": 0.04, "early": True, "seed": 7},
        artifacts=[Upload("../plot.svg", [b"<svg/>"])],
    )
    experiment.refresh_from_db()
    assert experiment.parameters == {
        "learning_rate": "0.04",
        "early": "true",
        "seed": "7",
    }
    assert (experiment.score, experiment.scorer) == ("0.902", "ACCURACY")
    assert experiment.artifacts.get().path == "plot.svg"
    assert experiment.datasets_used.get().dataset == data
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("experiment.added", experiment.pk)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"parameters": {"größe": 1}}, "parameters"),
        ({"parameters": {"": 1}}, "parameters"),
        ({"parameters": {"k": "x" * 5001}}, "parameters"),
        ({"parameters": {"k": "\x00"}}, "parameters"),
        ({"metrics": {"auc": float("nan")}}, "metrics"),
        ({"metrics": {"auc": "high"}}, "metrics"),
        ({"metrics": {"auc": True}}, "metrics"),
        ({"metadata": {f"k{at}": 1 for at in range(501)}}, "metadata"),
        ({"training_seconds": -1.0}, "training_seconds"),
        ({"training_seconds": float("nan")}, "training_seconds"),
        ({"artifacts": [Upload("a", [b"1"]), Upload("x/a", [b"2"])]}, "artifacts"),
    ],
)
def test_bad_input_names_its_field_and_changes_nothing(
    builder: User, project: Project, given: dict[str, Any], field: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(InvalidInput) as refused:
        building.experiment(builder, project, datasets=[], **given)
    assert refused.value.field == field
    assert Entry.objects.count() == before
    assert not Experiment.objects.exists()


def test_a_dataset_of_another_project_is_refused(
    builder: User, project: Project
) -> None:
    other = make.project(builder, "valve monitoring")
    data = building.dataset(builder, other)
    with pytest.raises(InvalidInput) as refused:
        building.experiment(builder, project, datasets=[(data, "training")])
    assert refused.value.field == "datasets"


def test_an_unknown_role_of_a_dataset_is_refused(
    builder: User, project: Project
) -> None:
    data = building.dataset(builder, project)
    with pytest.raises(InvalidInput, match="training, validation, holdout"):
        building.experiment(builder, project, datasets=[(data, "lunch")])


def test_who_may_only_look_is_refused(
    people: dict[str, User], project: Project
) -> None:
    with pytest.raises(AccessDenied):
        building.experiment(people["business"], project, datasets=[])
