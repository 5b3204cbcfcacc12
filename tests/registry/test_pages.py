"""The pages: what they show to whom, and with how many queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.models import Entry, User
from registry.models import Project, Version
from registry.operations.add_tag import add_tag
from registry.storage import blobs
from tests import make
from tests.registry import building

Browser = Callable[[User], Client]

TABS = (
    "comments",
    "validation",
    "parameters",
    "metrics",
    "metadata",
    "lineage",
    "files",
)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_my_projects_shows_mine_and_nobody_elses(
    browser_of: Browser, builder: User, outsider: User, project: Project
) -> None:
    mine = text(browser_of(builder).get("/"))
    assert "hydraulic system" in mine
    assert "Logged in as" in mine
    assert "Add project" in mine
    theirs = text(browser_of(outsider).get("/"))
    assert "hydraulic system" not in theirs
    assert "No project is shared with you yet" in theirs


def test_the_filter_in_the_address_asks_the_server(
    browser_of: Browser, builder: User, project: Project
) -> None:
    make.project(builder, "valve monitoring")
    found = text(browser_of(builder).get("/", {"text": "valve"}))
    assert "valve monitoring" in found
    assert "hydraulic system" not in found


def test_a_project_is_added_through_the_form(
    browser_of: Browser, builder: User, project: Project
) -> None:
    client = browser_of(builder)
    answer = client.post(reverse("registry:add_project"), {"name": "pump leakage"})
    made = Project.objects.get(name="pump leakage")
    assert answer["Location"] == reverse("registry:project", args=[made.pk])
    again = client.post(reverse("registry:add_project"), {"name": "pump leakage"})
    assert again.status_code == 400
    assert "already" in text(again)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_a_version_has_its_address(
    browser_of: Browser, builder: User, version: Version, tab: str
) -> None:
    address = reverse("registry:version_tab", args=[version.pk, tab])
    shown = text(browser_of(builder).get(address))
    assert version.digest in shown
    assert "Holds" in shown


def test_an_unknown_tab_is_not_found(
    browser_of: Browser, builder: User, version: Version
) -> None:
    address = reverse("registry:version_tab", args=[version.pk, "secrets"])
    assert browser_of(builder).get(address).status_code == 404


def test_who_does_not_see_the_project_finds_none_of_its_pages(
    browser_of: Browser, outsider: User, builder: User, version: Version
) -> None:
    project, experiment = version.project, version.experiment
    dataset = experiment.datasets_used.get().dataset
    pages = [
        reverse("registry:project", args=[project.pk]),
        reverse("registry:models", args=[project.pk]),
        reverse("registry:experiments", args=[project.pk]),
        reverse("registry:datasets", args=[project.pk]),
        reverse("registry:experiment", args=[experiment.pk]),
        reverse("registry:dataset", args=[dataset.pk]),
        reverse("registry:version", args=[version.pk]),
        reverse("registry:version_file", args=[version.pk, "model"]),
        reverse("registry:register_version", args=[project.pk]),
        reverse("registry:tag", args=[version.pk]),
    ]
    for page in pages:
        if "/files/" not in page:
            assert browser_of(builder).get(page).status_code == 200, page
        assert browser_of(outsider).get(page).status_code == 404, page


def test_the_project_page_lists_models_with_score_and_tag(
    browser_of: Browser, builder: User, version: Version
) -> None:
    add_tag(actor=builder, subject=version, name="stage", value="candidate")
    page = reverse("registry:project", args=[version.project_id])
    shown = text(browser_of(builder).get(page))
    for words in ("hydraulic_model_1", "0.902", "ACCURACY", "stage: candidate"):
        assert words in shown


def test_a_comment_is_added_and_a_bad_one_is_shown_again(
    browser_of: Browser, validator: User, version: Version
) -> None:
    client, address = (
        browser_of(validator),
        reverse("registry:comment_version", args=[version.pk]),
    )
    good = client.post(address, {"text": "Back-tested on <b>four</b> seasons."})
    assert good.status_code == 302
    shown = text(client.get(good["Location"]))
    assert "Back-tested on &lt;b&gt;four&lt;/b&gt; seasons." in shown
    bad = client.post(address, {"text": " "})
    assert bad.status_code == 400


def test_a_version_is_registered_through_the_form(
    browser_of: Browser, builder: User, project: Project
) -> None:
    experiment = building.experiment(builder, project)
    before = Entry.objects.count()
    address = reverse("registry:register_version", args=[project.pk])
    upload = b"".join(building.onnx().chunks)
    answer = _post_version(browser_of(builder), address, experiment.pk, upload)
    version = Version.objects.get()
    assert answer["Location"] == reverse("registry:version", args=[version.pk])
    assert version.files.get(role="model").path == "passwd.onnx"
    assert Entry.objects.count() == before + 1


def test_a_pickle_in_the_form_is_refused_beside_its_field(
    browser_of: Browser, builder: User, project: Project
) -> None:
    experiment = building.experiment(builder, project)
    address = reverse("registry:register_version", args=[project.pk])
    answer = _post_version(browser_of(builder), address, experiment.pk, b"\x80\x04K.")
    assert answer.status_code == 400
    assert "This is a Python pickle" in text(answer)
    assert not Version.objects.exists()


def _post_version(client: Client, address: str, experiment: Any, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    file = SimpleUploadedFile("../../etc/passwd.onnx", content)
    data = {
        "experiment": str(experiment),
        "model_name": "hydraulic_model",
        "file": file,
        "python": ">=3.11",
    }
    with building.quick_inspection():
        return client.post(address, data)


def test_a_file_of_a_version_is_saved_not_shown(
    browser_of: Browser, business: User, version: Version
) -> None:
    address = reverse("registry:version_file", args=[version.pk, "sample"])
    answer: Any = browser_of(business).get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content).startswith(b'{"fields"')


def test_a_ten_gigabyte_upload_is_refused_by_its_declared_length(
    browser_of: Browser, builder: User, project: Project
) -> None:
    address = reverse("registry:register_version", args=[project.pk])
    answer = browser_of(builder).post(address, CONTENT_LENGTH=str(10 * 2**30))
    assert answer.status_code == 413


def test_lists_need_as_many_queries_for_many_rows_as_for_few(
    browser_of: Browser, builder: User, version: Version
) -> None:
    project, client = version.project, browser_of(builder)
    pages = [
        "/",
        reverse("registry:project", args=[project.pk]),
        reverse("registry:models", args=[project.pk]),
        reverse("registry:experiments", args=[project.pk]),
        reverse("registry:datasets", args=[project.pk]),
    ]
    few = [queries(client, page) for page in pages]
    for at in range(4):
        building.experiment(builder, project, name=f"more {at}")
        more = building.version(builder, project)
        add_tag(actor=builder, subject=more, name="stage", value=str(at))
        make.project(builder, f"project {at}")
    assert [queries(client, page) for page in pages] == few
    assert max(few) <= 35


@pytest.mark.parametrize("route", ["register_version", "register_dataset"])
def test_who_may_not_contribute_is_told_before_filling_in_a_form(
    browser_of: Browser, business: User, project: Project, route: str
) -> None:
    before = Entry.objects.count()
    address = reverse(f"registry:{route}", args=[project.pk])
    assert browser_of(business).get(address).status_code == 403
    assert Entry.objects.count() == before


def test_a_changed_blob_turns_the_page_red(
    browser_of: Browser, builder: User, version: Version
) -> None:
    path = blobs().local_path(version.files.get(role="model").sha256)
    path.chmod(0o644)
    path.write_bytes(b"other")
    page = reverse("registry:version", args=[version.pk])
    shown = text(browser_of(builder).get(page))
    assert "What is stored now is not what was sealed" in shown
    assert "Does not hold" in shown
