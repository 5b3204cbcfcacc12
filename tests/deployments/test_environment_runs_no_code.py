"""A wheel may bring code that runs when Python starts; building must not start it."""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from deployments.runtimes import environments
from deployments.runtimes.base import PreparationFailed
from registry.locks import parsed, written

NAME = "at_start"
INFO = f"{NAME}-1.0.dist-info"


def silent(words: str) -> None:
    """Nobody listens."""


def wheel_with_code(folder: Path, mark: Path) -> str:
    """A wheel whose .pth file writes a mark; the lock that pins it."""
    path = folder / f"{NAME}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(
            f"{NAME}.pth", f"import pathlib; pathlib.Path({str(mark)!r}).touch()\n"
        )
        wheel.writestr(
            f"{INFO}/METADATA", "Metadata-Version: 2.1\nName: at-start\nVersion: 1.0\n"
        )
        wheel.writestr(
            f"{INFO}/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(
            f"{INFO}/RECORD",
            f"{NAME}.pth,,\n{INFO}/METADATA,,\n{INFO}/WHEEL,,\n{INFO}/RECORD,,\n",
        )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    lock = (
        f"at-start==1.0 ; python_full_version >= '3.11' \\\n --hash=sha256:{digest}\n"
    )
    return written(parsed(lock.encode()))


def test_building_an_environment_runs_no_code_of_a_package(
    tmp_path: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark, folder = tmp_path / "ran", tmp_path / "env"
    lock = wheel_with_code(tmp_path, mark)
    monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setattr(environments, "read_part", lambda *_: lock.encode())
    version: Any = "a version"
    environments._build(folder, version, "", silent)  # noqa: SLF001 - without a release
    assert list(folder.rglob(f"{NAME}.pth"))
    assert not mark.exists()


def test_a_sealed_lock_with_an_option_is_never_given_to_uv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = f"# x \\\n--find-links {tmp_path}\n".encode()
    monkeypatch.setattr(environments, "read_part", lambda *_: lock)
    version: Any = "a version"
    with pytest.raises(PreparationFailed, match="lock of a version"):
        environments._locks(tmp_path, version, "")  # noqa: SLF001 - without a release
    assert list(tmp_path.iterdir()) == []
