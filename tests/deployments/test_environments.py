"""Folders of the local runtime: locks, environments, code, specs."""

from pathlib import Path
from typing import Any

import pytest

from deployments.runtimes import code, environments, folders, locks, recipe, specs
from deployments.runtimes.base import PreparationFailed
from governance.models import User
from registry.models import Project, Version, VersionFile
from registry.snapshots import read_part
from registry.storage import blobs, digest_of
from tests.deployments import building
from tests.registry import building as registry_building

MODEL_LOCK = (
    "Numpy==2.4.6 \\\n    --hash=sha256:aa\nonnxruntime==1.32.0 --hash=sha256:bb\n"
)
RUNTIME_LOCK = """\
httptools==0.7.1 \\
    --hash=sha256:cc \\
    --hash=sha256:dd
numpy==2.5.0 ; python_full_version < '3.12' \\
    --hash=sha256:ee
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:ff
uvloop==0.22.1 \\
    --hash=sha256:00
"""


def silent(words: str) -> None:
    """Nobody listens."""


def make_half(folder: Path) -> None:
    with folders.made_at_once(folder) as fresh:
        (fresh / "half").touch()
        raise RuntimeError("the power went out")


def test_the_models_pins_win_over_the_runtimes() -> None:
    kept = locks.without(RUNTIME_LOCK, MODEL_LOCK)
    assert "numpy" not in kept
    assert kept.startswith("httptools==0.7.1 \\\n    --hash=sha256:cc")
    assert kept.endswith("uvloop==0.22.1 \\\n    --hash=sha256:00\n")


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    with pytest.raises(RuntimeError):
        make_half(folder)
    assert list(tmp_path.iterdir()) == []
    with folders.made_at_once(folder) as fresh:
        (fresh / "whole").touch()
    assert [path.name for path in folder.iterdir()] == ["whole"]


def test_what_a_crash_left_is_swept_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".made.old").mkdir()
    with folders.made_at_once(tmp_path / "made"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_the_scoring_code_is_unpacked_alone_and_cannot_be_written() -> None:
    recipe.keep_parts()
    folder = code.ensure(digest_of([recipe.code_archive()]), silent)
    assert [path.name for path in folder.iterdir()] == ["scoring"]
    files = list((folder / "scoring").iterdir())
    assert "worker.py" in {path.name for path in files}
    assert all(path.stat().st_mode & 0o222 == 0 for path in files)


def test_code_that_is_no_longer_stored_is_named() -> None:
    with pytest.raises(PreparationFailed, match="Deploy the version again"):
        code.ensure("0" * 64, silent)


def test_damaged_code_is_never_unpacked() -> None:
    recipe.keep_parts()
    digest = digest_of([recipe.code_archive()])
    blobs().local_path(digest).chmod(0o600)
    blobs().local_path(digest).write_bytes(b"{}")
    with pytest.raises(PreparationFailed):
        code.ensure(digest, silent)
    recipe.keep_parts()
    assert code.ensure(digest, silent).exists()


@pytest.mark.django_db
class TestWithAVersion:
    def test_an_environment_whose_runtime_lock_is_gone_is_named(
        self, builder: User, versions: list[Version]
    ) -> None:
        release = building.deploy(builder, versions[0])
        blobs().local_path(release.runtime_lock_sha256).unlink()
        with pytest.raises(PreparationFailed, match="Deploy the version again"):
            environments.ensure(release, silent)

    def test_a_python_that_does_not_fit_is_named(
        self, builder: User, project: Project
    ) -> None:
        version = registry_building.version(builder, project, python=">=3.99")
        release = building.deploy(builder, version)
        with pytest.raises(PreparationFailed, match=r"3\.99"):
            environments.ensure(release, silent)

    def test_a_lock_that_cannot_be_installed_leaves_nothing_but_the_reason(
        self, builder: User, project: Project, data_folder: Path, monkeypatch: Any
    ) -> None:
        version = registry_building.version(builder, project)
        monkeypatch.setenv("UV_OFFLINE", "1")
        release = building.deploy(builder, version)
        with pytest.raises(PreparationFailed, match="could not be built"):
            environments.ensure(release, silent)
        assert not environments.python_of(release.environment_key).exists()
        assert [p.suffix for p in (data_folder / "envs").iterdir()] == [".lock"]

    def test_a_stored_file_that_was_changed_is_never_served(
        self, builder: User, versions: list[Version]
    ) -> None:
        release = building.deploy(builder, versions[0])
        part = versions[0].files.get(role=VersionFile.Role.MODEL)
        path = blobs().local_path(part.sha256)
        path.chmod(0o600)
        path.write_bytes(path.read_bytes() + b"x")
        with pytest.raises(PreparationFailed, match=part.sha256):
            specs.verify_and_write(release)
        assert not specs.path_of(release.worker_key).exists()

    def test_versions_of_one_lock_share_an_environment_but_no_worker(
        self, versions: list[Version]
    ) -> None:
        first, second = (recipe.recipe_of(version) for version in versions)
        assert first.environment_key == second.environment_key
        assert first.worker_key != second.worker_key

    def test_only_places_of_packages_are_passed_on_to_the_installer(
        self, versions: list[Version], monkeypatch: Any
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@host/db")
        monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple")
        passed = environments._environment()  # noqa: SLF001 - what leaves the product
        assert "DATABASE_URL" not in passed
        assert passed["UV_DEFAULT_INDEX"] == "https://index.example/simple"
        assert read_part(versions[0], VersionFile.Role.LOCK)
