"""What is there before anybody does anything; each example begins here."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from time_machine import Traveller

from governance.models import User
from registry.models import Experiment, Project, Version
from registry.uploads import Upload
from tests import make
from tests.deployments import building, promoting
from tests.permissions import expected
from tests.registry import building as registry_building

CREW = "group:crew"
SITE_ROLES = 2  # of the model's accesses come first: the admin's and the auditor's

ROLE_OF = {
    "builder": "",
    "scientist": "data_scientist",
    "twin": "validator",
    "double": "officer",
    "validator": "validator",
    "engineer": "engineer",
    "officer": "officer",
    "second": "officer",
    "admin": "",
    "auditor": "",
    "business": "",
}
# Second accounts: of whom.
SECOND = {"twin": "scientist", "double": "engineer"}


@dataclass
class Base:
    """People, a project, versions; the model of all that, the clock, the runtime."""

    people: dict[str, User]
    project: Project
    trainings: list[Experiment]
    versions: list[Version]
    model: expected.Model
    clock: Traveller
    runtime: building.FakeRuntime


def base(clock: Traveller, runtime: building.FakeRuntime) -> Base:
    """People in their roles, two trainings by two people, and a version of each."""
    people = {name: _account(name) for name in ROLE_OF}
    make.site_roles(people)
    builder, scientist = people["builder"], people["scientist"]
    project = make.project(builder)
    make.project(builder, "another rig")
    given = {name: role for name, role in ROLE_OF.items() if role}
    for name, role in given.items():
        make.share(builder, project, name, role)
    promoting.short_policy(people["admin"])
    trainings = [
        registry_building.experiment(builder, project),
        _of_another(scientist, project),
    ]
    versions = [
        registry_building.version(
            person,
            project,
            experiment=trainings[at],
            upload=registry_building.onnx(seed=at + 1),
        )
        for at, person in enumerate((builder, scientist))
    ]
    model = _model(project, people, given)
    return Base(people, project, trainings, versions, model, clock, runtime)


def _account(name: str) -> User:
    if name in SECOND:
        return make.second_account(SECOND[name], name)
    return make.person(name, *(["crew"] if name in {"scientist", "business"} else []))


def _of_another(person: User, project: Project) -> Experiment:
    rows = registry_building.CSV + b"61.5,122.25,41,20\n"
    data = registry_building.dataset(person, project, upload=Upload("own.csv", [rows]))
    return registry_building.experiment(
        person,
        project,
        name="other",
        parameters={"target column": "cool", "seed": 8},
        datasets=[(data, "training")],
    )


def _model(
    project: Project, people: dict[str, User], given: dict[str, str]
) -> expected.Model:
    """The same, as the model knows it; a second account is the same person."""
    now = timezone.now()
    accesses = [
        expected.Access(name, role, now)
        for name, role in (("admin", "admin"), ("auditor", "auditor"))
    ]
    accesses += [expected.Access("builder", "owner", now)]
    accesses += [expected.Access(name, role, now) for name, role in given.items()]
    return expected.Model(
        now=now + timedelta(seconds=1),
        same={name: SECOND.get(name, name) for name in people},
        teams={CREW: {"scientist", "business"}},
        trainings=["builder", "scientist"],
        accesses=accesses,
        versions=[expected.Version("builder", 0), expected.Version("scientist", 1)],
    )
