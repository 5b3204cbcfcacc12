"""Set up `var/venv` so that it holds exactly what one requirements file pins.

Run by make as `python3 requirements/install.py demo` (or `dev`). It needs nothing
but the standard library, writes only below `var/`, and returns at once when the
environment already is what was asked for.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = VAR / "venv"
PYTHON = VENV / "bin" / "python"
STAMP = VAR / "venv.json"  # beside it: it must outlive a half-made environment
OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")
INDEX_VARIABLES = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
    "PIP_CERT": "SSL_CERT_FILE",
}


class SetupError(Exception):
    """Set-up cannot go on; the message says what the person can do."""


def main(arguments: list[str]) -> int:
    """Install the named set and say in one line what happened."""
    if sys.version_info < OLDEST:
        return run_with_newer_python(arguments)
    try:
        install(arguments[0] if arguments else "demo")
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Installing was interrupted. The same command starts it again.")
        return 130
    return 0


def run_with_newer_python(arguments: list[str]) -> int:
    """Hand over to a Python that is new enough, or name what is missing."""
    for name in NEWER:
        path = shutil.which(name)
        if path:
            os.execv(path, [path, __file__, *arguments])  # noqa: S606 - no shell wanted
    found = ".".join(str(part) for part in sys.version_info[:2])
    say("Python 3.11 or newer is needed, this is " + found + ". Try: make PYTHON=...")
    return 1


def install(name: str) -> None:
    """Make `var/venv` match `requirements/<name>.txt`; `dev` contains `demo`."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "install.lock").open("w") as lock:
        wait_for(lock.fileno())
        before = read_stamp()
        if is_current(before, name) or is_current(before, "dev"):
            return
        if before.get("name") == "dev":
            name = "dev"  # a smaller set would take the test tools away
        build(name, before)


def wait_for(lock: int) -> None:
    """Two commands at once must not write the same environment."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another command is installing; waiting for it.")
        fcntl.flock(lock, fcntl.LOCK_EX)


def build(name: str, before: dict[str, str]) -> None:
    """Install, with a stamp that stays `unfinished` until all of it is there."""
    started = time.monotonic()
    count = requirements_of(name).count("==")
    say(f"Installing {count} packages ({name}) into var/venv, once.")
    if not can_be_kept(before):
        shutil.rmtree(VENV, ignore_errors=True)
    STAMP.write_text(json.dumps({"name": name}))
    uv = uv_of_this_machine()
    if not VENV.exists():
        create(uv)
    sync(uv or uv_from_requirements(name), name)
    STAMP.write_text(json.dumps(stamp_of(name)))
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def read_stamp() -> dict[str, str]:
    """What the environment says it holds; nothing when it cannot be read."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and PYTHON.exists() else {}


def stamp_of(name: str) -> dict[str, str]:
    """Name the exact content: which set, which pins, which Python."""
    digest = hashlib.sha256(requirements_of(name).encode()).hexdigest()
    return {"name": name, "requirements": digest, "python": sys.version}


def is_current(stamp: dict[str, str], name: str) -> bool:
    """Tell whether nothing has changed since this set was installed."""
    return stamp == stamp_of(name)


def can_be_kept(stamp: dict[str, str]) -> bool:
    """Tell whether the environment is whole and made by the Python that runs now."""
    interrupted = STAMP.exists() and "requirements" not in stamp
    same_python = stamp.get("python", sys.version) == sys.version
    return PYTHON.exists() and same_python and not interrupted


def requirements_of(name: str) -> str:
    """Read the pins of one set."""
    path = ROOT / "requirements" / f"{name}.txt"
    if not path.exists():
        raise SetupError(f"requirements/{name}.txt does not exist.")
    return path.read_text()


def uv_of_this_machine() -> str | None:
    """Find uv on the PATH, or what an earlier install left in `var/venv`."""
    for uv in (shutil.which("uv"), str(VENV / "bin" / "uv")):
        if uv and works(uv):
            return uv
    return None


def works(uv: str) -> bool:
    """Tell whether this uv really starts; a shim or a torn file does not."""
    try:
        answer = subprocess.run([uv, "--version"], capture_output=True, check=False)  # noqa: S603
    except OSError:
        return False
    return answer.returncode == 0


def create(uv: str | None) -> None:
    """Create the empty environment with the Python that runs this file."""
    if uv:
        run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
        return
    missing = [m for m in ("venv", "ensurepip") if not importlib.util.find_spec(m)]
    if missing:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            f"Python's {missing[0]} module is missing. "
            f"On Debian or Ubuntu: sudo apt install python{version}-venv"
        )
    run([sys.executable, "-m", "venv", str(VENV)], errors=subprocess.PIPE)


def uv_from_requirements(name: str) -> str:
    """Install uv alone with pip, by its pin and its hashes; uv does the rest."""
    uv = VENV / "bin" / "uv"
    pins = requirements_of(name).replace("\\\n", " ").splitlines()
    lines = [line for line in pins if line.startswith("uv==")]
    only_uv = VENV / "uv.txt"
    only_uv.write_text("\n".join(lines) + "\n")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-deps"]
    run([*pip, "--require-hashes", "--requirement", str(only_uv)])
    return str(uv)


def sync(uv: str, name: str) -> None:
    """Let uv make the environment exactly what the file pins."""
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    command = [uv, "pip", "sync", *quiet, "--python", str(PYTHON)]
    run([*command, "--require-hashes", str(ROOT / "requirements" / f"{name}.txt")])


def run(command: list[str], errors: int | None = None) -> None:
    """Run one step; its own messages say what failed, ours says what to do."""
    environment = environment_of_installers()
    done = subprocess.run(  # noqa: S603
        command, env=environment, cwd=ROOT, stderr=errors, check=False
    )
    if done.returncode:
        sys.stderr.write((done.stderr or b"").decode(errors="replace"))
        raise SetupError(
            "Installing failed, see above. Can the package index be reached? "
            "The same command tries again."
        )


def environment_of_installers() -> dict[str, str]:
    """Keep caches below `var/` and let uv see the index that pip is told to use."""
    environment = dict(os.environ)
    for name in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET"):
        environment.pop(name, None)
    for pip_name, uv_name in INDEX_VARIABLES.items():
        if environment.get(pip_name):
            environment.setdefault(uv_name, environment[pip_name])
    environment["UV_CACHE_DIR"] = str(VAR / "cache" / "uv")
    environment["PIP_CACHE_DIR"] = str(VAR / "cache" / "pip")
    environment["UV_PYTHON_DOWNLOADS"] = "never"
    environment["UV_LINK_MODE"] = environment.get("UV_LINK_MODE", "hardlink")
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return environment


def say(message: str) -> None:
    """Write one line to the person, at once."""
    sys.stderr.write("hallmark: " + message + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
