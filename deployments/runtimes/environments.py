"""The Python environment of a release, built by uv from hashed locks alone.

Named by what it is made of, so it is built once and never changed. Building it runs no
code of a package: wheels are unpacked, and its Python is not started after that.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from packaging.specifiers import SpecifierSet
from uv import find_uv_bin

from deployments.models import Release
from deployments.runtimes import locks
from deployments.runtimes.base import PreparationFailed, Tell
from deployments.runtimes.folders import alone, data, made_at_once
from deployments.runtimes.recipe import environment_key, part
from governance.exceptions import InvalidInput
from registry.locks import parsed, written
from registry.models import Version, VersionFile
from registry.snapshots import read_part

LIMIT = 600.0  # seconds; a first build loads packages from the index
POLL = 0.1
GONE = (
    "The environment of this release is no longer here, and its runtime lock or its "
    "Python is gone. Deploy the version again."
)
# What uv may know of our environment: where packages come from, and nothing secret.
_PASSED_ON = (
    *("UV_", "PIP_", "SSL_CERT_", "XDG_"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
)
_UV_NAMES = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
    "PIP_CERT": "SSL_CERT_FILE",
}


def python_of(key: str) -> Path:
    """The interpreter of an environment."""
    return data("envs", key) / "bin" / "python"


def ensure(release: Release, tell: Tell) -> bool:
    """Build the environment unless it is here; whether it had to be built."""
    key = release.environment_key
    if python_of(key).exists():
        return False
    version, runtime = release.version, part(release.runtime_lock_sha256)
    known = environment_key(version.lock_sha256, release.runtime_lock_sha256)
    if runtime is None or key != known:
        raise PreparationFailed(GONE)
    _check_python(version)
    folder = data("envs", key)
    with alone(folder, tell):
        if python_of(key).exists():
            return False
        with made_at_once(folder) as fresh:
            _build(fresh, version, runtime.decode(), tell)
    return True


def _check_python(version: Version) -> None:
    ours = platform.python_version()
    if not SpecifierSet(version.python).contains(ours):
        raise PreparationFailed(
            f"{version} asks for Python {version.python}; here is {ours}."
        )


def _build(folder: Path, version: Version, runtime: str, tell: Tell) -> None:
    _uv(["venv", "--relocatable", "--python", sys.executable, str(folder)], tell)
    pins = _locks(folder, version, runtime)
    # Bytecode is not compiled here: that would start the environment's Python.
    options = ["--require-hashes", "--no-build", "--no-compile-bytecode"]
    python = ["--python", str(folder / "bin" / "python")]
    _uv(["pip", "sync", *options, *python, *pins], tell)


def _locks(folder: Path, version: Version, runtime: str) -> list[str]:
    """Both locks, written into the environment they describe.

    The model's is read strictly once more: uv sees pins and hashes, never a line that
    somebody sent.
    """
    try:
        pins = parsed(read_part(version, VersionFile.Role.LOCK))
    except InvalidInput as error:
        raise PreparationFailed(f"The lock of {version}: {error}") from error
    model = written(pins)
    texts = {"model.txt": model, "scoring.txt": locks.without(runtime, model)}
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [str(folder / name) for name in texts]


def _uv(arguments: list[str], tell: Tell) -> None:
    """Run uv to its end, telling once in a while that we live."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 - our own uv, by its path
            [find_uv_bin(), *arguments, "--quiet"],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            _wait(process, tell)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if process.returncode:
            raise PreparationFailed(
                f"The environment could not be built. {_last_words(errors)}"
            )


def _wait(process: "subprocess.Popen[bytes]", tell: Tell) -> None:
    until = time.monotonic() + LIMIT
    while process.poll() is None:
        if time.monotonic() > until:
            raise PreparationFailed(
                f"The environment was not built within {LIMIT:g} s."
            )
        tell("Building the environment")
        time.sleep(POLL)


def _last_words(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode(errors="replace").split()
    return " ".join(lines)[:600]


def _environment() -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name.startswith(_PASSED_ON)
    }
    for pip_name, uv_name in _UV_NAMES.items():
        if kept.get(pip_name):
            kept.setdefault(uv_name, kept[pip_name])
    return kept | {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.environ.get("HOME", tempfile.gettempdir()),
        "UV_CACHE_DIR": str(data("cache", "uv")),
        "UV_PYTHON_DOWNLOADS": "never",
    }
