"""Whether a sealed version still holds: rows against digest, blobs against rows."""

import os
from pathlib import Path
from unittest import mock

import pytest
from django.db import connection

from governance.models import User
from registry.integrity import check, glance
from registry.models import Project, Version
from registry.storage import LocalBlobs, blobs
from tests import make, roles
from tests.registry import building


def drop_triggers(table: str) -> None:
    """What only an owner of the tables can do."""
    with roles.as_owner(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {table}_no_update")
        else:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")


def tamper(statement: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.usefixtures("committing_db")
def test_a_metric_changed_by_sql_shows() -> None:
    version = _committed_version()
    assert check(version).holds
    drop_triggers("registry_version")
    tamper("UPDATE registry_version SET metrics = %s", '{"accuracy": "0.999"}')
    found = check(Version.objects.get(pk=version.pk))
    assert not found.holds
    assert found.differences == ("metrics.accuracy: sealed as 0.902, found 0.999",)


@pytest.mark.usefixtures("committing_db")
def test_a_stored_manifest_changed_by_sql_shows() -> None:
    version = _committed_version()
    drop_triggers("registry_version")
    other = version.manifest.replace("0.902", "0.999")
    tamper("UPDATE registry_version SET manifest = %s", other)
    found = check(Version.objects.get(pk=version.pk))
    assert "does not have the digest" in found.differences[0]


def test_a_changed_or_missing_blob_shows(builder: User, project: Project) -> None:
    version = building.version(builder, project)
    part = version.files.get(role="model")
    path = blobs().local_path(part.sha256)
    path.chmod(0o644)
    path.write_bytes(b"other")
    assert [text.split(":")[0] for text in check(version).differences] == ["model.onnx"]
    path.unlink()
    assert not check(version).holds


def model_blob(version: Version) -> Path:
    path = blobs().local_path(version.files.get(role="model").sha256)
    path.chmod(0o644)
    return path


def test_an_untouched_blob_is_hashed_once_by_pages_and_each_time_by_a_check(
    version: Version,
) -> None:
    parts = 5
    with mock.patch.object(LocalBlobs, "verify", return_value=True) as hashed:
        for _ in range(6):
            assert glance(version).holds
        assert hashed.call_count == parts
        check(version)
        check(version)
        assert hashed.call_count == 3 * parts


def test_a_touched_blob_is_found_by_the_next_page(version: Version) -> None:
    assert glance(version).holds
    path = model_blob(version)
    before = path.read_bytes()
    path.write_bytes(b"x" + before[1:])
    assert not glance(version).holds
    path.write_bytes(before)
    assert glance(version).holds
    path.unlink()
    assert not glance(version).holds


def test_a_blob_changed_with_its_time_set_back_is_found(version: Version) -> None:
    assert glance(version).holds
    path = model_blob(version)
    seen = path.stat()
    path.write_bytes(b"x" + path.read_bytes()[1:])
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert (path.stat().st_mtime_ns, path.stat().st_size) == (
        seen.st_mtime_ns,
        seen.st_size,
    )
    assert not glance(version).holds
    assert not check(version).holds


def test_bytes_that_change_below_the_file_system_are_found_by_a_check_only(
    version: Version,
) -> None:
    assert glance(version).holds
    path = model_blob(version)
    glance(version)
    seen = path.stat()
    path.write_bytes(b"x" + path.read_bytes()[1:])
    with mock.patch.object(Path, "stat", return_value=seen):
        by_page, by_check = glance(version), check(version)
    assert not by_check.holds
    assert by_page.holds


@pytest.mark.usefixtures("committing_db")
def test_rows_are_compared_on_every_page() -> None:
    version = _committed_version()
    assert glance(version).holds
    drop_triggers("registry_version")
    tamper("UPDATE registry_version SET metrics = %s", '{"accuracy": "0.999"}')
    assert not glance(Version.objects.get(pk=version.pk)).holds


def _committed_version() -> Version:

    owner = make.person("builder")
    make.site_roles({"builder": owner})
    return building.version(owner, make.project(owner))
