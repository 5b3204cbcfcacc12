"""Who may not register is refused before a byte of the file is read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from governance.models import Entry, User
from governance.operations.create_token import create_token
from registry.models import Dataset, Project
from tests import make
from tests.registry import building

CSRF = "a" * 32
ROUTES = (
    "/projects/{}/models/register/",
    "/projects/{}/datasets/register/",
    "/api/v1/projects/{}/versions",
    "/api/v1/projects/{}/datasets",
)
Handler = uploadhandler.TemporaryFileUploadHandler


@pytest.fixture
def written(
    monkeypatch: pytest.MonkeyPatch, data_folder: Path, settings: Settings
) -> list[int]:
    """The sizes of what was written to the folder of uploads."""
    folder = data_folder / "uploads"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    sizes: list[int] = []
    real = Handler.receive_data_chunk

    def counted(self: Handler, raw_data: bytes, start: int) -> bytes | None:
        sizes.append(len(raw_data))
        return real(self, raw_data, start)

    monkeypatch.setattr(Handler, "receive_data_chunk", counted)
    return sizes


def strict_client(person: User | None = None) -> Client:
    """A browser that holds the cookie against forged requests."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if person:
        client.force_login(person, backend="governance.authentication.OpenIdBackend")
    client.cookies["hallmark_csrf"] = CSRF
    return client


def sent(client: Client, address: str, **more: str) -> Any:
    file = SimpleUploadedFile("m.onnx", b"x" * 20_000_000)
    body = {"name": "n", "csrfmiddlewaretoken": CSRF, "file": file}
    return client.post(address, body, headers=more)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("scheme", ["", "Basic eDp5"])
def test_a_person_without_the_right_leaves_no_byte_but_an_entry(
    people: dict[str, User],
    project: Project,
    written: list[int],
    route: str,
    scheme: str,
) -> None:
    before = Entry.objects.count()
    client = strict_client(people["business"])
    answer = sent(client, route.format(project.pk), authorization=scheme)
    assert answer.status_code == 403
    assert written == []
    assert [entry.action for entry in make.entries_since(before)] == ["access.denied"]


@pytest.mark.parametrize("route", ROUTES)
def test_who_does_not_see_the_project_leaves_no_byte(
    people: dict[str, User], project: Project, written: list[int], route: str
) -> None:
    client = strict_client(people["outsider"])
    assert sent(client, route.format(project.pk)).status_code == 404
    assert sent(client, route.format(uuid4())).status_code == 404
    assert written == []


@pytest.mark.parametrize("route", ROUTES)
def test_a_stranger_leaves_no_byte(
    project: Project, written: list[int], route: str
) -> None:
    assert sent(strict_client(), route.format(project.pk)).status_code in {302, 401}
    assert written == []


@pytest.mark.parametrize("route", ROUTES[2:])
def test_a_token_without_the_right_leaves_no_byte(
    people: dict[str, User], project: Project, written: list[int], route: str
) -> None:
    for who, scopes in (("business", ["write"]), ("builder", ["read"])):
        _, secret = create_token(actor=people[who], name=who, scopes=scopes, days=1)
        bearer = f"Bearer {secret}"
        answer = sent(Client(), route.format(project.pk), authorization=bearer)
        assert answer.status_code == 403
    assert written == []


@pytest.mark.parametrize("route", ROUTES)
def test_a_forged_request_is_still_refused(
    builder: User, project: Project, written: list[int], route: str
) -> None:
    client = strict_client(builder)
    client.cookies["hallmark_csrf"] = "b" * 32
    assert sent(client, route.format(project.pk)).status_code == 403
    assert not Dataset.objects.exists()


@pytest.mark.parametrize("route", [ROUTES[1], ROUTES[3]])
def test_who_has_the_right_registers(
    builder: User,
    project: Project,
    written: list[int],
    route: str,
    browser_of: Callable[[User], Client],
) -> None:
    client, address = strict_client(builder), route.format(project.pk)
    file = SimpleUploadedFile("rig.csv", building.CSV)
    body = {"name": "rig", "csrfmiddlewaretoken": CSRF, "file": file}
    assert client.post(address, body).status_code in {201, 302}
    assert Dataset.objects.count() == 1
    assert sum(written) == len(building.CSV)
