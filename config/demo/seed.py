"""The demo's content: people, their roles, and five real models in one project.

Everything goes through the operations, in the name of ds1. What is there already is
left alone, so a seed that was interrupted goes on where it stopped.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict

from django.conf import settings

from config.demo.dataset import PATH, dataset
from config.demo.provider.people import PEOPLE, Person
from config.demo.recipes import RECIPES, Recipe
from config.demo.training import TrainedExperiment, train
from governance.context import Origin, acting_from
from governance.exceptions import Conflict
from governance.models import User
from governance.operations.grant_site_role import grant_site_role
from governance.operations.provision_person import Identity, provision_person
from governance.rights import Role
from registry.models import Dataset, Experiment, Project, Version
from registry.operations.add_experiment import add_experiment
from registry.operations.create_project import create_project
from registry.operations.register_dataset import register_dataset
from registry.operations.register_version import register_version
from registry.receiving import Hints
from registry.storage import blobs, chunks_of
from registry.uploads import Upload

Tell = Callable[[float, str], None]

OWNER = "ds1"
PROJECT = "hydraulic system"
DESCRIPTION = (
    "Classifies the cooler of a hydraulic test rig as close to total failure (3), "
    "reduced (20) or full efficiency (100) from one-minute cycles of 17 sensors."
)
MODEL_FILE = "model.onnx"
RECIPE_KEY = "demo/recipe"
SITE_ROLES = (
    ("group:data-scientists", Role.PROJECT_CREATOR),
    ("group:hallmark-admins", Role.ADMIN),
    ("group:auditors", Role.AUDITOR),
)
WHY = "The demo begins with these roles for the groups of its provider."
BEFORE_TRAINING = 0.05


def seed(tell: Tell, recipes: Sequence[Recipe] = RECIPES) -> Project:
    """Make what is missing of the demo's content."""
    with acting_from(Origin(source="command", auth="seed")):
        tell(0.0, "People and their roles")
        owner = _people()[OWNER]
        _site_roles()
        project = _project(owner)
        tell(0.03, "The hydraulic data")
        data = _dataset(owner, project)
        share = (1 - BEFORE_TRAINING) / len(recipes)
        for place, recipe in enumerate(recipes):
            begin = BEFORE_TRAINING + place * share
            _version(owner, project, data, recipe, _part(tell, begin, share))
        tell(1.0, "The demo's content is there")
    return project


def _part(tell: Tell, begin: float, share: float) -> Tell:
    return lambda fraction, words: tell(begin + fraction * share, words)


def _people() -> dict[str, User]:
    """Everybody the demo provider knows, so that projects can be shared with them."""
    return {
        person.username: provision_person(identity=_who(person)) for person in PEOPLE
    }


def _who(person: Person) -> Identity:
    return Identity(
        issuer=settings.OIDC_ISSUER,
        subject=person.subject,
        username=person.username,
        name=person.name,
        email=person.email,
        groups=frozenset(person.groups),
    )


def _site_roles() -> None:
    operator = User.objects.system("operator")
    for member, role in SITE_ROLES:
        with suppress(Conflict):
            grant_site_role(actor=operator, member=member, role=role, reason=WHY)


def _project(owner: User) -> Project:
    found = Project.objects.filter(owner=owner, name=PROJECT).first()
    return found or create_project(actor=owner, name=PROJECT, description=DESCRIPTION)


def _dataset(owner: User, project: Project) -> Dataset:
    data = dataset()
    found = Dataset.objects.filter(project=project, sha256=data.sha256).first()
    return found or register_dataset(
        actor=owner,
        project=project,
        name=data.name,
        upload=Upload(PATH.name, [data.content]),
        description=data.description,
        source=data.source,
        licence=data.licence,
    )


def _version(
    owner: User, project: Project, data: Dataset, recipe: Recipe, tell: Tell
) -> None:
    """One recipe's version, from its experiment; trained only when neither is there."""
    present = Version.objects.filter(
        project=project, model_name=recipe.model, number=recipe.version
    )
    if present.exists():
        return
    found = _experiment(project, recipe)
    experiment = found or _train(owner, project, data, recipe, tell)
    tell(1.0, f"{recipe.title}: sealing {recipe.model}_{recipe.version}")
    register_version(
        actor=owner,
        experiment=experiment,
        model_name=recipe.model,
        upload=Upload(f"{recipe.key}.onnx", _model_file(experiment)),
        hints=Hints(target=recipe.target, dataset=data),
    )


def _experiment(project: Project, recipe: Recipe) -> Experiment | None:
    rows = Experiment.objects.filter(project=project, name=recipe.title)
    return next((row for row in rows if row.metadata[RECIPE_KEY] == recipe.key), None)


def _train(
    owner: User, project: Project, data: Dataset, recipe: Recipe, tell: Tell
) -> Experiment:
    trained = train(recipe, tell)
    return add_experiment(
        actor=owner,
        project=project,
        name=trained.name,
        description=trained.description,
        parameters=trained.parameters,
        metrics=trained.metrics,
        metadata=trained.metadata | _agreement(trained),
        recipe=asdict(recipe),
        training_seconds=trained.training_seconds,
        datasets=[(data, "training")],
        artifacts=[
            Upload(MODEL_FILE, [trained.onnx]),
            Upload("importance.json", [json.dumps(trained.importance).encode()]),
        ],
    )


def _agreement(trained: TrainedExperiment) -> dict[str, str]:
    """How well the ONNX file answers as scikit-learn did."""
    found = trained.agreement
    return {
        "onnx/compared_rows": str(found.rows),
        "onnx/label_mismatches": str(found.label_mismatches),
        "onnx/max_difference": f"{found.max_difference:.2e}",
    }


def _model_file(experiment: Experiment) -> Iterable[bytes]:
    part = experiment.artifacts.get(path=MODEL_FILE)
    with blobs().open(part.sha256) as file:
        yield from chunks_of(file)
