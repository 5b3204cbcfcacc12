"""The scoring code of a release: a copy of its own, which no upgrade touches."""

import shutil
from pathlib import Path

from deployments.runtimes.base import PreparationFailed, Tell
from deployments.runtimes.folders import alone, data, made_at_once
from deployments.runtimes.recipe import code_digest, code_files

GONE = (
    "The scoring code that this release was made with is no longer here. "
    "Deploy the version again."
)


def folder_of(digest: str) -> Path:
    """Where the code with this digest lies: a folder that holds `scoring`."""
    return data("code", digest)


def ensure(digest: str, tell: Tell) -> Path:
    """The copy with this digest; made from today's code when that is the same."""
    folder = folder_of(digest)
    if folder.exists():
        return folder
    if digest != code_digest():
        raise PreparationFailed(GONE)
    with alone(folder, tell):
        if not folder.exists():
            _copy(folder)
    return folder


def _copy(folder: Path) -> None:
    with made_at_once(folder) as fresh:
        package = fresh / "scoring"
        package.mkdir()
        for path in code_files():
            shutil.copyfile(path, package / path.name)
            (package / path.name).chmod(0o444)
