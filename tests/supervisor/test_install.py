"""Setting up: what counts as installed, and what a person is told when it fails."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script on an empty project; its steps are recorded instead of run."""
    file = ROOT / "requirements" / "install.py"
    spec = importlib.util.spec_from_file_location("installer", file)
    assert spec
    assert spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "demo.txt").write_text("a==1 \\\n    --hash=x\n")
    (tmp_path / "requirements" / "dev.txt").write_text("a==1\nb==2\nuv==3\n")
    places = {"ROOT": tmp_path, "VAR": tmp_path / "var", "VENV": tmp_path / "var/venv"}
    places["PYTHON"] = places["VENV"] / "bin" / "python"
    places["STAMP"] = places["VAR"] / "venv.json"
    for name, path in places.items():
        monkeypatch.setattr(module, name, path)
    module.steps = []
    monkeypatch.setattr(module, "run", recording(module))
    monkeypatch.setattr(module, "uv_of_this_machine", lambda: "uv")
    return module


def recording(module: Any) -> Any:
    """Remember a step; creating an environment leaves a Python, as it would."""

    def run(command: list[str], errors: int | None = None) -> None:
        module.steps.append(" ".join(command[:3]))
        module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        module.PYTHON.touch()

    return run


def test_an_unchanged_environment_is_left_alone(installer: Any) -> None:
    assert installer.main(["demo"]) == 0
    assert installer.steps == ["uv venv --quiet", "uv pip sync"]
    assert installer.main(["demo"]) == 0
    assert len(installer.steps) == 2


def test_dev_covers_demo_and_is_never_made_smaller(installer: Any) -> None:
    installer.main(["dev"])
    installer.main(["demo"])
    assert len(installer.steps) == 2
    (installer.ROOT / "requirements" / "dev.txt").write_text("a==2\n")
    installer.main(["demo"])
    assert json.loads(installer.STAMP.read_text())["name"] == "dev"


def test_changed_pins_are_installed_into_the_same_environment(installer: Any) -> None:
    installer.main(["demo"])
    (installer.ROOT / "requirements" / "demo.txt").write_text("a==2\n")
    installer.main(["demo"])
    assert installer.steps[2:] == ["uv pip sync"]


def test_an_interrupted_installation_starts_over(
    installer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(installer, "sync", interrupted)
        assert installer.main(["demo"]) == 130
    assert installer.main(["demo"]) == 0
    assert installer.steps == ["uv venv --quiet"] * 2 + ["uv pip sync"]


def test_a_missing_venv_module_names_the_package(
    installer: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(installer, "uv_of_this_machine", lambda: None)
    monkeypatch.setattr(installer.importlib.util, "find_spec", lambda name: None)
    assert installer.main(["demo"]) == 1
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"sudo apt install python{version}-venv" in capsys.readouterr().err


def test_an_old_python_hands_over_or_names_what_is_missing(
    installer: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    handed: list[str] = []
    monkeypatch.setattr(installer, "OLDEST", (99, 0))
    monkeypatch.setattr(installer.os, "execv", lambda path, line: handed.append(path))
    monkeypatch.setattr(installer.shutil, "which", lambda name: None)
    assert installer.main(["demo"]) == 1
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err
    monkeypatch.setattr(installer.shutil, "which", lambda name: f"/opt/{name}")
    installer.main(["demo"])
    assert handed[0] == "/opt/python3.13"


def test_uv_sees_the_index_that_pip_is_told_to_use(
    installer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://more.example/simple")
    monkeypatch.setenv("UV_INDEX", "https://mine.example/simple")
    environment = installer.environment_of_installers()
    assert environment["UV_DEFAULT_INDEX"] == "https://index.example/simple"
    assert environment["UV_INDEX"] == "https://mine.example/simple"
    assert environment["UV_CACHE_DIR"].startswith(str(installer.VAR))
