"""No room on the disk."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from governance.models import Entry, User
from registry.models import Version
from tests import make
from tests.reports import building

pytestmark = pytest.mark.usefixtures("drawn_small")


def full(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["os.fsync", "Path.replace"])
def test_the_report_fails_in_words_and_nothing_is_half_stored(
    officer: User,
    version: Version,
    data_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
) -> None:
    report = building.ask_dossier(officer, version)
    before = Entry.objects.count()
    with monkeypatch.context() as patched:
        patched.setattr(f"registry.storage.{call}", full)
        failed = building.run(report)
    assert failed.state == "failed"
    assert failed.failure.startswith("There is no room left to keep the report")
    assert [e.action for e in make.entries_since(before)] == ["report.failed"]
    assert not failed.files.exists()
    assert not [p for p in (data_folder / "reports").rglob("*") if p.is_file()]
    again = building.run(building.ask_dossier(officer, version))
    assert again.state == "done"
