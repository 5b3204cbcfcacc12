"""What nobody should send is a refusal that names the field, never an error of ours."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.models import User
from registry.models import Project, Version
from tests.registry import building

API = "/api/v1"
NUL, SURROGATE = "a\x00b", "a\ud800b"


@pytest.fixture
def client(browser_of: Any, builder: User) -> Client:
    found: Client = browser_of(builder)
    return found


def posted(client: Client, address: str, body: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(f"{API}/{address}", text, content_type="application/json")


HUGE = "1" + "0" * 400
DEEP = '{"a":' * 2000 + "1" + "}" * 2000
DEEP_LIST = "[" * 100 + "]" * 100


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (f'"metrics": {{"a": {HUGE}}}', "metrics"),
        (f'"metrics": {{"a": -{HUGE}}}', "metrics"),
        (f'"metrics": {{"a": {"1" * 5000}}}', None),
        ('"metrics": {"a": "1e999"}', "metrics"),
        (f'"metrics": {{"a": {DEEP_LIST}}}', "metrics"),
        (f'"metadata": {{"a": {DEEP}}}', None),
        (f'"metadata": {{"a": {DEEP_LIST}}}', "metadata"),
        (f'"parameters": {{"a": {DEEP_LIST}}}', "parameters"),
        (f'"recipe": {{"a": {DEEP_LIST}}}', "recipe"),
        (f'"recipe": {DEEP}', None),
        (f'"training_seconds": {HUGE}', "training_seconds"),
        ('"training_seconds": "nan"', "training_seconds"),
        ('"metadata": {"a": "b\\u0000"}', "metadata"),
        ('"metadata": {"a": ["b\\u0000", "\\ud800"]}', "metadata"),
        ('"metadata": {"a\\u0000": "b"}', "metadata"),
        ('"metrics": {"\\ud800": "b"}', "metrics"),
        ('"name": "a\\u0000"', "name"),
        ('"name": "a\\ud800"', "name"),
        ('"description": "a\\u0000"', "description"),
        ('"description": "a\\ud800"', "description"),
    ],
)
def test_an_experiment_with_it_is_refused_by_field(
    client: Client, project: Project, body: str, field: str | None
) -> None:
    answer = posted(
        client, f"projects/{project.pk}/experiments", f'{{"name": "x", {body}}}'
    )
    assert answer.status_code == 400, answer.content[:200]
    if field:
        assert field in answer.json()["errors"]


def test_no_depth_of_nesting_is_an_error_of_ours(
    client: Client, project: Project
) -> None:
    where = f"projects/{project.pk}/experiments"
    for depth in range(850, 1000):
        deep = "[" * depth + "]" * depth
        answer = posted(client, where, f'{{"name": "x", "recipe": {{"a": {deep}}}}}')
        assert answer.status_code == 400, depth


@pytest.mark.parametrize("text", [NUL, "%ff", "x" * 10_000])
def test_a_filter_with_it_finds_nothing_or_is_refused(
    client: Client, project: Project, text: str
) -> None:
    for address in ("/", f"{API}/projects"):
        assert client.get(address, {"text": text}).status_code in {200, 400}
    api = client.get(f"{API}/projects", {"text": NUL})
    assert api.status_code == 400
    assert "text" in api.json()["errors"]


@pytest.mark.parametrize("name", [NUL, SURROGATE])
def test_names_with_it_are_refused_by_field(
    client: Client, version: Version, name: str
) -> None:
    where = f"versions/{version.pk}"
    for address, body, field in (
        ("projects", {"name": name}, "name"),
        ("projects", {"name": "x", "description": name}, "description"),
        (f"{where}/untag", {"name": name}, "name"),
        (f"{where}/tags", {"name": name}, "name"),
        (f"{where}/tags", {"name": "x", "value": name}, "value"),
        (f"{where}/comments", {"text": name}, "text"),
    ):
        answer = posted(client, address, body)
        assert answer.status_code == 400, address
        assert field in answer.json()["errors"], address


def test_pages_refuse_it_too(client: Client, version: Version) -> None:
    where = f"/versions/{version.pk}"
    assert client.post(f"{where}/untag/", {"name": NUL}).status_code == 400
    assert client.get(f"{where}/files/a%00b/").status_code == 404
    assert client.get(f"{where}/a%00b/").status_code == 404
    assert client.post(f"{where}/tag/", {"name": NUL}).status_code == 400
    assert client.post(f"{where}/comment/", {"text": NUL}).status_code == 400
    assert client.post("/projects/add/", {"name": NUL}).status_code == 400


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"columns": ["a"] * 2001}, "columns"),
        ({"labels": ["a"] * 1001}, "labels"),
        ({"parents": ["0" * 32] * 51}, "parents"),
        ({"columns": [NUL]}, "columns"),
        ({"model_name": NUL}, "model_name"),
        ({"target": NUL}, "target"),
        ({"python": NUL}, "python"),
    ],
)
def test_a_version_with_it_or_with_endless_lists_is_refused_by_field(
    client: Client, project: Project, given: dict[str, Any], field: str, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
    experiment = building.experiment(client_user(client), project)
    body = {
        "experiment": str(experiment.pk),
        "model_name": "x",
        "file": SimpleUploadedFile("m.onnx", b"x"),
        **given,
    }
    with building.quick_inspection():
        answer = client.post(f"{API}/projects/{project.pk}/versions", body)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_an_experiment_of_endless_datasets_is_refused_by_field(
    client: Client, project: Project
) -> None:
    use = {"dataset": "0" * 32, "role": "training"}
    body = {"name": "x", "datasets": [use] * 101}
    answer = posted(client, f"projects/{project.pk}/experiments", body)
    assert answer.status_code == 400
    assert "100" in str(answer.json()["errors"]["datasets"])


def client_user(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])
