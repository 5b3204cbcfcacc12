"""Registering a dataset: digest, statistics, and what is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from pytest_django import Settings

from governance.exceptions import (
    AccessDenied,
    Conflict,
    GovernanceError,
    InvalidInput,
    TooLarge,
)
from governance.models import Entry, User
from registry.models import Dataset, Project
from registry.storage import blobs
from registry.uploads import Upload
from tests import make
from tests.registry import building


def blob_files(folder: Path) -> list[Path]:
    return [path for path in (folder / "blobs").rglob("*") if path.is_file()]


def test_rows_columns_and_digest_are_counted_from_the_content(
    builder: User, project: Project
) -> None:
    before = Entry.objects.count()
    dataset = building.dataset(builder, project)
    assert dataset.rows == 60
    assert dataset.column_names == ["flow", "pressure", "temperature", "cool"]
    flow, target = dataset.columns[0], dataset.columns[3]
    assert flow["type"] == "number"
    assert (flow["min"], flow["max"], flow["mean"]) == ("0.5", "59.5", "30")
    assert target["distinct"] == 3
    assert blobs().verify(dataset.sha256)
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("dataset.registered", dataset.pk)


def test_the_file_name_is_only_a_clean_label(builder: User, project: Project) -> None:
    upload = Upload("..\\..//etc/\x00pass wd.csv", [building.CSV])
    assert building.dataset(builder, project, upload=upload).file_name == "pass_wd.csv"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"a,b\n", "no rows"),
        (b"a,b\n1\n", "Row 2 has 1 cells"),
        (b"a,a\n1,2\n", "there twice"),
        (b"a,\n1,2\n", "no name"),
        (b"a\n\xff\xfe\n", "UTF-8"),
        (b'a\n"open', "CSV"),
        (b"a\n" + b"x" * 200_000, "CSV"),
    ],
)
def test_what_is_no_table_is_refused_and_leaves_nothing(
    builder: User, project: Project, data_folder: Path, content: bytes, says: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(InvalidInput, match=says) as refused:
        building.dataset(builder, project, upload=Upload("t.csv", [content]))
    assert refused.value.field == "file"
    assert Entry.objects.count() == before
    assert blob_files(data_folder) == []


def test_an_upload_over_the_limit_is_refused_while_it_comes_in(
    builder: User, project: Project, data_folder: Path, settings: Settings
) -> None:
    settings.MAX_DATASET_BYTES = 3 * 2**20
    seen = 0

    def ten_gigabytes() -> Iterator[bytes]:
        nonlocal seen
        for _ in range(10 * 1024):
            seen += 1
            yield bytes(2**20)

    with pytest.raises(TooLarge, match="3 MiB"):
        building.dataset(builder, project, upload=Upload("t.csv", ten_gigabytes()))
    assert seen == 4
    assert blob_files(data_folder) == []


def test_the_same_content_under_the_same_name_is_a_conflict(
    builder: User, project: Project
) -> None:
    building.dataset(builder, project)
    with pytest.raises(Conflict):
        building.dataset(builder, project)
    assert Dataset.objects.count() == 1


@pytest.mark.parametrize("who", ["validator", "business", "outsider", "admin"])
def test_who_may_not_contribute_is_refused_before_a_byte_is_read(
    people: dict[str, User], project: Project, who: str
) -> None:
    chunks = iter([b"unread"])
    before = Entry.objects.count()
    with pytest.raises(AccessDenied):
        building.dataset(people[who], project, upload=Upload("t.csv", chunks))
    assert next(chunks) == b"unread"
    assert [entry.action for entry in make.entries_since(before)] == ["access.denied"]


def test_without_a_ledger_neither_row_nor_blob_stays(
    builder: User, project: Project, data_folder: Path
) -> None:
    def no_entries(execute: Any, sql: str, *rest: Any) -> Any:
        if "INSERT INTO governance_entry" in sql:
            raise DatabaseError("the ledger is gone")
        return execute(sql, *rest)

    with connection.execute_wrapper(no_entries), pytest.raises(GovernanceError) as said:
        building.dataset(builder, project)
    assert said.value.status == 503
    assert not Dataset.objects.exists()
    assert blob_files(data_folder) == []
    building.dataset(builder, project)
    assert len(blob_files(data_folder)) == 1
