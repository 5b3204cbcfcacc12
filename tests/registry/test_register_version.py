"""Registering a version: the snapshot, its digest, and what is refused."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from governance.exceptions import AccessDenied, InvalidInput
from governance.identifiers import uuid7
from governance.models import Entry, User
from registry.models import Model, Project, Version, VersionFile
from registry.operations.register_version import register_version
from registry.receiving import Hints
from registry.snapshots import read_part, rebuilt, serving_spec
from registry.uploads import Upload
from tests import make
from tests.registry import building


def test_the_digest_is_that_of_the_manifest_and_a_rebuild_gives_the_same(
    version: Version,
) -> None:
    kept = Version.objects.get(pk=version.pk)
    assert hashlib.sha256(kept.manifest.encode()).hexdigest() == kept.digest
    assert rebuilt(kept).sha256 == kept.digest
    assert rebuilt(kept).text.decode() == kept.manifest


def test_the_manifest_holds_what_was_true_at_sealing(version: Version) -> None:
    sealed = json.loads(version.manifest)
    assert sealed["metrics"] == {"accuracy": "0.902"}
    assert sealed["schema"]["outputs"] == ["cool.3", "cool.20", "cool.100"]
    assert [data["rows"] for data in sealed["datasets"]] == [60]
    assert {part["role"] for part in sealed["artifact"]["files"]} == {
        "model",
        "lock",
        "sample",
        "golden",
    }
    assert sealed["environment"]["python"] == ">=3.11"


def test_exactly_one_entry_binds_the_digest(builder: User, project: Project) -> None:
    experiment = building.experiment(builder, project)
    before = Entry.objects.count()
    version = building.version(builder, project, experiment=experiment)
    (entry,) = make.entries_since(before)
    body = json.loads(bytes(entry.body))
    assert (entry.action, entry.object_id) == ("version.registered", version.pk)
    assert body["hashes"] == {"manifest": version.digest}
    assert body["object"]["label"] == "hydraulic_model_1"


def test_numbers_count_up_by_model(builder: User, project: Project) -> None:
    first = building.version(builder, project)
    second = building.version(builder, project, parents=[first])
    other = building.version(builder, project, model_name="valve_model")
    assert [str(v) for v in (first, second, other)] == [
        "hydraulic_model_1",
        "hydraulic_model_2",
        "valve_model_1",
    ]
    lineage = json.loads(second.manifest)["lineage"]
    assert lineage["parents"] == [{"sha256": first.digest, "version": str(first.pk)}]
    assert Model.objects.count() == 2


def test_the_sample_and_the_golden_rows_come_from_the_data(version: Version) -> None:
    spec = serving_spec(version)
    assert spec["sample"] == {
        "fields": ["flow", "pressure", "temperature"],
        "rows": [["0.5", "0.25", "30"]],
    }
    assert len(spec["golden"]["rows"]) == len(spec["golden"]["outputs"]) == 30
    assert spec["labels"] == ["3", "20", "100"]
    assert Path(spec["model"]["path"]).read_bytes().startswith(b"\x08")


def test_the_product_gives_a_lock_when_none_comes(version: Version) -> None:
    lock = read_part(version, VersionFile.Role.LOCK)
    assert hashlib.sha256(lock).hexdigest() == version.lock_sha256
    assert b"onnxruntime==" in lock


def test_a_version_and_its_parts_cannot_be_changed_or_deleted(version: Version) -> None:
    for statement in (
        "UPDATE registry_version SET metrics = '{}'",
        "DELETE FROM registry_versionfile",
        "UPDATE registry_versiondataset SET rows = 1",
        "DELETE FROM registry_dataset",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_version_is_not_put_in_the_place_of_another(version: Version) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no REPLACE")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_version")
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True)) | {"id": uuid7().hex}
        into = f"INSERT OR REPLACE INTO registry_version ({', '.join(names)})"
        marks = ", ".join("%s" for _ in names)
        with pytest.raises(DatabaseError, match="append-only: DELETE"):
            cursor.execute(f"{into} VALUES ({marks})", list(row.values()))


LOCK = b"numpy==2.4.6 --hash=sha256:%b\n" % (b"0" * 64)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"model_name": "../x"}, "model_name"),
        ({"model_name": ""}, "model_name"),
        ({"upload": Upload("m.onnx", [b""])}, "file"),
        ({"upload": Upload("m.onnx", [b"\x80\x04K\x01."])}, "file"),
        ({"upload": Upload("m.onnx", [b"noise" * 100])}, "file"),
        ({"hints": Hints(fields=("flow", "noise", "cool"))}, "columns"),
        ({"hints": Hints(labels=("yes", "no"))}, "labels"),
        ({"hints": Hints(target="two\nlines")}, "columns"),
        ({"lock": b"numpy>=2\n"}, "lock"),
        ({"lock": b"numpy==2.4.6\n"}, "lock"),
        ({"lock": b"--index-url http://elsewhere\n" + LOCK}, "lock"),
        ({"lock": b"\xff"}, "lock"),
        ({"python": "3"}, "python"),
    ],
)
def test_bad_input_names_its_field_and_changes_nothing(
    builder: User,
    project: Project,
    data_folder: Path,
    given: dict[str, Any],
    field: str,
) -> None:
    experiment = building.experiment(builder, project)
    entries, files = Entry.objects.count(), sorted(data_folder.rglob("*"))
    with pytest.raises(InvalidInput) as refused:
        building.version(builder, project, experiment=experiment, **given)
    assert refused.value.field == field
    assert Entry.objects.count() == entries
    assert not Version.objects.exists()
    assert not Model.objects.exists()
    assert sorted(data_folder.rglob("*")) == files


def test_parts_of_another_project_are_refused(builder: User, project: Project) -> None:
    other = make.project(builder, "valve monitoring")
    stranger = building.version(builder, other)
    with pytest.raises(InvalidInput) as refused:
        building.version(builder, project, parents=[stranger])
    assert refused.value.field == "parents"


@pytest.mark.parametrize("who", ["validator", "engineer", "business", "outsider"])
def test_who_may_not_contribute_is_refused(
    people: dict[str, User], project: Project, who: str
) -> None:
    experiment = building.experiment(people["builder"], project)
    before = Entry.objects.count()
    with pytest.raises(AccessDenied):
        building.version(people[who], project, experiment=experiment)
    assert [entry.action for entry in make.entries_since(before)] == ["access.denied"]
    assert not Version.objects.exists()


def test_the_file_is_opened_in_a_child_process(builder: User, project: Project) -> None:
    experiment = building.experiment(builder, project)
    version = register_version(
        actor=builder,
        experiment=experiment,
        model_name="hydraulic_model",
        upload=building.onnx(),
    )
    assert version.schema["task"] == "classification"
