"""onnxruntime keeps a device id in the home folder unless it is told not to."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deployments.gateway import process
from registry.inspection.starting import environment
from tests.architecture.sources import ROOT

SETTING = "ORT_DISABLE_TELEMETRY"


def left_behind(environment: dict[str, str], home: Path, words: str) -> list[Path]:
    """What a Python that imports it leaves in an empty home folder."""
    line = [sys.executable, "-c", words]
    told = {**environment, "HOME": str(home)}
    subprocess.run(line, cwd=ROOT, env=told, check=True, capture_output=True)
    return [path for path in home.rglob("*") if path.is_file()]


def test_the_product_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != SETTING}
    environment["DATA_DIR"] = str(tmp_path / "data")
    home = tmp_path / "home"
    home.mkdir()
    words = "import config.settings.testing, onnxruntime"
    assert left_behind(environment, home, words) == []


CHILDREN = {
    "scoring worker": process._environment(str(ROOT)),  # noqa: SLF001 - what it is told
    "inspection child": environment("/nowhere"),
}


@pytest.mark.parametrize("child", CHILDREN)
def test_neither_do_its_children(child: str, tmp_path: Path) -> None:
    found = left_behind(CHILDREN[child], tmp_path, "import onnxruntime")
    assert found == []
