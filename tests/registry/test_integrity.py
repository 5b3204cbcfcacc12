"""Whether a sealed version still holds: rows against digest, blobs against rows."""

import pytest
from django.db import connection

from governance.models import User
from registry.integrity import check
from registry.models import Project, Version
from registry.storage import blobs
from tests import make
from tests.registry import building


def drop_triggers(table: str) -> None:
    """What only an owner of the tables can do."""
    with connection.cursor() as cursor:
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


def _committed_version() -> Version:

    owner = make.person("builder")
    make.site_roles({"builder": owner})
    return building.version(owner, make.project(owner))
