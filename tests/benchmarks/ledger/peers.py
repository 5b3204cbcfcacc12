"""The peers' own environment below var/, installed when it is asked for."""

import shutil
import subprocess
import sys
from pathlib import Path

from requirements.install import environment_of_installers
from tests.benchmarks.ledger.figures import note

ROOT = Path(__file__).resolve().parents[3]


def python(name: str = "bench") -> str:
    """The interpreter that has the pins of requirements/NAME.txt, below var/NAME;
    ours when they cannot be installed."""
    pins, folder = ROOT / "requirements" / f"{name}.txt", ROOT / "var" / name
    found = folder / "venv" / "bin" / "python"
    stamp = folder / "installed.txt"  # the pins that the environment holds
    if stamp.exists() and stamp.read_text() == pins.read_text():
        return str(found)
    note(f"Installing {pins.name} into {folder.relative_to(ROOT)}, once.")
    try:
        _install(pins, folder)
    except subprocess.CalledProcessError as error:
        note(f"COULD NOT INSTALL them, so they are not compared: {error}")
        return sys.executable
    stamp.write_text(pins.read_text())
    return str(found)


def _install(pins: Path, folder: Path) -> None:
    environment = environment_of_installers()
    uv = str(Path(sys.executable).with_name("uv"))
    found = folder / "venv" / "bin" / "python"
    shutil.rmtree(folder, ignore_errors=True)
    venv = [uv, "venv", "--quiet", "--python", sys.executable, str(found.parents[1])]
    sync = [uv, "pip", "sync", "--quiet", "--python", str(found), "--require-hashes"]
    for command in (venv, [*sync, str(pins)]):
        subprocess.run(command, check=True, env=environment, cwd=ROOT)
