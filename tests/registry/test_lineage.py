"""Who counts as a builder of a version: nobody escapes by leaving something out."""

import pytest

from governance.models import User
from registry.lineage import builders_of
from registry.models import Project, Version
from registry.uploads import Upload
from tests import make
from tests.registry import building

OTHER = building.CSV + b"7.5,1.25,40,3\n"


def recipe(seed: int) -> dict[str, object]:
    return {"target column": "cool", "seed": seed}


@pytest.fixture
def colleague(people: dict[str, User], project: Project) -> User:
    person = make.person("colleague")
    make.share(people["builder"], project, "colleague", "data_scientist")
    return person


def test_the_builder_of_everything_is_the_only_builder(
    builder: User, version: Version
) -> None:
    assert builders_of(version) == {builder.pk}


def test_who_brought_the_data_or_trained_counts(
    builder: User, colleague: User, project: Project
) -> None:
    data = building.dataset(colleague, project)
    trained = building.experiment(builder, project, datasets=[(data, "training")])
    made = building.version(builder, project, experiment=trained)
    assert builders_of(made) == {builder.pk, colleague.pk}


def test_who_trained_what_another_registered_counts(
    builder: User, colleague: User, project: Project
) -> None:
    trained = building.experiment(colleague, project)
    made = building.version(builder, project, experiment=trained)
    assert builders_of(made) == {builder.pk, colleague.pk}


def test_the_builder_of_a_parent_of_a_parent_counts(
    builder: User, colleague: User, project: Project
) -> None:
    data = building.dataset(builder, project)
    versions: list[Version] = []
    for at, person in enumerate((colleague, builder, builder)):
        trained = building.experiment(
            person, project, datasets=[(data, "training")], parameters=recipe(at)
        )
        versions.append(
            building.version(
                person,
                project,
                experiment=trained,
                upload=building.onnx(seed=at),
                model_name=f"model_{at}",
                parents=versions[-1:],
            )
        )
    assert builders_of(versions[-1]) == {builder.pk, colleague.pk}


def test_an_older_version_of_the_same_recipe_counts_without_being_named(
    builder: User, colleague: User, version: Version, project: Project
) -> None:
    data = building.dataset(colleague, project, upload=Upload("w.csv", [OTHER]))
    trained = building.experiment(colleague, project, datasets=[(data, "training")])
    again = building.version(
        colleague, project, experiment=trained, upload=building.onnx(seed=2)
    )
    assert builders_of(again) == {builder.pk, colleague.pk}


def test_another_recipe_of_the_same_model_is_another_lineage(
    colleague: User, version: Version, project: Project
) -> None:
    data = building.dataset(colleague, project, upload=Upload("w.csv", [OTHER]))
    trained = building.experiment(
        colleague, project, datasets=[(data, "training")], parameters=recipe(8)
    )
    again = building.version(
        colleague, project, experiment=trained, upload=building.onnx(seed=2)
    )
    assert builders_of(again) == {colleague.pk}


def test_the_same_file_under_another_name_hides_nobody(
    builder: User, colleague: User, version: Version, project: Project
) -> None:
    data = building.dataset(colleague, project, upload=Upload("w.csv", [OTHER]))
    trained = building.experiment(
        colleague, project, datasets=[(data, "training")], parameters=recipe(8)
    )
    copy = building.version(
        colleague, project, experiment=trained, model_name="renamed"
    )
    assert builders_of(copy) == {builder.pk, colleague.pk}


def test_the_file_of_somebodys_experiment_hides_nobody(
    builder: User, colleague: User, project: Project
) -> None:
    data = building.dataset(builder, project)
    building.experiment(
        colleague, project, datasets=[(data, "training")], artifacts=[building.onnx()]
    )
    trained = building.experiment(
        builder, project, datasets=[(data, "training")], name="mine"
    )
    made = building.version(builder, project, experiment=trained)
    assert builders_of(made) == {builder.pk, colleague.pk}


def test_the_same_rows_under_another_name_hide_nobody(
    builder: User, colleague: User, project: Project
) -> None:
    building.dataset(colleague, project, name="theirs")
    mine = building.dataset(builder, project, name="mine")
    trained = building.experiment(builder, project, datasets=[(mine, "training")])
    made = building.version(builder, project, experiment=trained)
    assert builders_of(made) == {builder.pk, colleague.pk}


def test_who_trains_it_again_later_built_nothing_of_it(
    builder: User, colleague: User, version: Version, project: Project
) -> None:
    data = building.dataset(colleague, project, name="again")
    trained = building.experiment(
        colleague,
        project,
        datasets=[(data, "training")],
        artifacts=[building.onnx()],
    )
    building.version(colleague, project, experiment=trained)
    assert builders_of(version) == {builder.pk}
