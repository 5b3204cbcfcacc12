"""Versions to deploy, and a runtime that does what a test tells it."""

from pathlib import Path

import pytest
from pytest_django import Settings

from governance.models import User
from registry.models import Project, Version
from tests.deployments import building
from tests.registry import building as registry_building


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Settings) -> Path:
    """Blobs, environments and routes of a test live in its own folder."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> building.FakeRuntime:
    """The runtime of the job is this one."""
    fake = building.FakeRuntime()
    monkeypatch.setattr("deployments.release_job.runtime", lambda: fake)
    monkeypatch.setattr("deployments.publish_job.runtime", lambda: fake)
    monkeypatch.setattr("deployments.tasks.runtime", lambda: fake)
    return fake


@pytest.fixture
def versions(project: Project, builder: User) -> list[Version]:
    """hydraulic_model_1 and _2."""
    return [
        registry_building.version(
            builder, project, upload=registry_building.onnx(seed=seed)
        )
        for seed in (1, 2)
    ]
