"""The peers' own environment below var/, installed when it is asked for."""

import shutil
import subprocess
import sys
from pathlib import Path

from requirements.install import environment_of_installers
from tests.benchmarks.ledger.figures import note

ROOT = Path(__file__).resolve().parents[3]
PINS = ROOT / "requirements" / "bench.txt"
FOLDER = ROOT / "var" / "bench"
PYTHON = FOLDER / "venv" / "bin" / "python"
STAMP = FOLDER / "installed.txt"  # the pins that the environment holds


def python() -> str:
    """The interpreter that has the peers; ours when they cannot be installed."""
    if STAMP.exists() and STAMP.read_text() == PINS.read_text():
        return str(PYTHON)
    note("Installing the peers into var/bench, once.")
    try:
        _install()
    except subprocess.CalledProcessError as error:
        note(f"COULD NOT INSTALL the peers, so they are not compared: {error}")
        return sys.executable
    STAMP.write_text(PINS.read_text())
    return str(PYTHON)


def _install() -> None:
    environment = environment_of_installers()
    uv = str(Path(sys.executable).with_name("uv"))
    shutil.rmtree(FOLDER, ignore_errors=True)
    venv = [uv, "venv", "--quiet", "--python", sys.executable, str(PYTHON.parents[1])]
    sync = [uv, "pip", "sync", "--quiet", "--python", str(PYTHON), "--require-hashes"]
    for command in (venv, [*sync, str(PINS)]):
        subprocess.run(command, check=True, env=environment, cwd=ROOT)
