"""Files of a test live in its own folder."""

from pathlib import Path

import pytest
from pytest_django import Settings

from governance.models import User
from registry.models import Project, Version
from reports.documents.building import Built
from reports.documents.evidence import LedgerPosition
from reports.pdf.cover import Verdict
from tests.deployments.building import FakeRuntime
from tests.registry import building


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def version(builder: User, project: Project) -> Version:
    return building.version(builder, project)


@pytest.fixture
def drawn_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Building takes no time: four bytes of PDF, for tests of what is around it."""
    position = LedgerPosition(7, "a" * 64, waiting=0, note="", vkey="")
    verdict = Verdict("open", "Cannot be judged yet: one check without evidence", "")
    small = Built(b"%PDF", b"{}", (), verdict, position)
    monkeypatch.setattr("reports.jobs.build", lambda report, progress: small)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeRuntime:
    """Deploying starts no process."""
    fake = FakeRuntime()
    monkeypatch.setattr("deployments.release_job.runtime", lambda: fake)
    monkeypatch.setattr("deployments.publish_job.runtime", lambda: fake)
    return fake
