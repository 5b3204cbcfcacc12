"""The API does what the pages do, with the same operations and refusals."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.models import Entry, User
from registry.models import Project, Version
from tests import make
from tests.registry import building

Browser = Callable[[User], Client]
API = "/api/v1"


def posted(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.post(f"{API}/{address}", body, content_type="application/json")


def test_everything_from_project_to_version(
    browser_of: Browser, people: dict[str, User]
) -> None:
    make.site_roles(people)
    client = browser_of(people["builder"])
    project = posted(client, "projects", {"name": "hydraulic system"}).json()
    where = f"projects/{project['id']}"
    file = SimpleUploadedFile("rig.csv", building.CSV)
    data = client.post(f"{API}/{where}/datasets", {"name": "rig", "file": file}).json()
    assert (data["rows"], data["sha256"]) == (
        60,
        hashlib.sha256(building.CSV).hexdigest(),
    )
    training = posted(
        client,
        f"{where}/experiments",
        {
            "name": "linear",
            "parameters": {"target column": "cool", "seed": 7},
            "metrics": {"accuracy": 0.902},
            "datasets": [{"dataset": data["id"], "role": "training"}],
        },
    ).json()
    assert training["parameters"]["seed"] == "7"
    model = SimpleUploadedFile("m.onnx", b"".join(building.onnx().chunks))
    body = {
        "experiment": training["id"],
        "model_name": "hydraulic_model",
        "file": model,
    }
    with building.quick_inspection():
        version = client.post(f"{API}/{where}/versions", body).json()
    assert version["name"] == "hydraulic_model_1"
    sealed = client.get(f"{API}/versions/{version['id']}/manifest").content
    assert hashlib.sha256(sealed).hexdigest() == version["digest"]
    held = client.get(f"{API}/versions/{version['id']}/integrity").json()
    assert held == {"holds": True, "differences": [], "parts": 5}


def test_lists_are_told_in_pages(
    browser_of: Browser, builder: User, version: Version
) -> None:
    client, where = browser_of(builder), f"{API}/projects/{version.project_id}"
    building.version(builder, version.project)
    first = client.get(f"{where}/versions?page_size=1").json()
    assert [row["number"] for row in first["results"]] == [2]
    second = client.get(first["next"]).json()
    assert [row["number"] for row in second["results"]] == [1]
    for kind in ("models", "experiments", "datasets"):
        assert len(client.get(f"{where}/{kind}").json()["results"]) == 1


def test_comment_tag_untag_and_withdraw(
    browser_of: Browser, builder: User, version: Version
) -> None:
    client, where = browser_of(builder), f"versions/{version.pk}"
    assert posted(client, f"{where}/comments", {"text": "Good."}).status_code == 201
    assert client.get(f"{API}/{where}/comments").json()[0]["author"] == "builder"
    tag = {"name": "stage", "value": "candidate"}
    assert posted(client, f"{where}/tags", tag).status_code == 201
    assert posted(client, f"{where}/tags", tag).status_code == 409
    assert posted(client, f"{where}/untag", {"name": "stage"}).status_code == 204
    assert client.get(f"{API}/{where}/tags").json() == []
    assert posted(client, f"{where}/withdraw", {"reason": ""}).status_code == 400
    answer = posted(client, f"{where}/withdraw", {"reason": make.WHY})
    assert answer.json()["is_withdrawn"]


def test_refusals_are_problems_that_name_the_field(
    browser_of: Browser, builder: User, outsider: User, project: Project
) -> None:
    experiment = building.experiment(builder, project)
    where, before = f"{API}/projects/{project.pk}/versions", Entry.objects.count()
    body = {
        "experiment": str(experiment.pk),
        "model_name": "hydraulic_model",
        "file": SimpleUploadedFile("m.onnx", b"\x80\x04K."),
    }
    with building.quick_inspection():
        answer = browser_of(builder).post(where, body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert "pickle" in answer.json()["errors"]["file"][0]
    hidden = browser_of(outsider).get(where)
    assert hidden.status_code == 404
    assert Entry.objects.count() == before


def test_an_experiment_of_another_project_is_a_bad_field(
    browser_of: Browser, builder: User, project: Project
) -> None:
    other = make.project(builder, "valve monitoring")
    body = {
        "experiment": str(building.experiment(builder, other).pk),
        "model_name": "hydraulic_model",
        "file": SimpleUploadedFile("m.onnx", b"x"),
    }
    answer = browser_of(builder).post(f"{API}/projects/{project.pk}/versions", body)
    assert answer.status_code == 400
    assert "experiment" in answer.json()["errors"]


def test_nan_is_refused(browser_of: Browser, builder: User, project: Project) -> None:
    answer = browser_of(builder).post(
        f"{API}/projects/{project.pk}/experiments",
        '{"name": "x", "metrics": {"auc": NaN}}',
        content_type="application/json",
    )
    assert answer.status_code == 400


def test_an_upload_over_the_limit_is_refused_by_its_declared_length(
    browser_of: Browser, builder: User, project: Project
) -> None:
    for kind in ("versions", "datasets"):
        answer = browser_of(builder).post(
            f"{API}/projects/{project.pk}/{kind}", CONTENT_LENGTH=str(10 * 2**30)
        )
        assert answer.status_code == 413
