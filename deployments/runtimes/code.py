"""The scoring code of a release: a copy of its own, which no upgrade touches."""

import json
from pathlib import Path

from deployments.runtimes.base import PreparationFailed, Tell
from deployments.runtimes.folders import alone, data, made_at_once
from deployments.runtimes.recipe import part

GONE = (
    "The scoring code that this release was made with is no longer stored. "
    "Deploy the version again."
)


def folder_of(digest: str) -> Path:
    """Where the code with this digest lies: a folder that holds `scoring`."""
    return data("code", digest)


def ensure(digest: str, tell: Tell) -> Path:
    """The folder with this code, unpacked from its blob when it is not there."""
    folder = folder_of(digest)
    if folder.exists():
        return folder
    archive = part(digest)
    if archive is None:
        raise PreparationFailed(GONE)
    with alone(folder, tell):
        if not folder.exists():
            _unpack(archive, folder)
    return folder


def _unpack(archive: bytes, folder: Path) -> None:
    with made_at_once(folder) as fresh:
        package = fresh / "scoring"
        package.mkdir()
        for name, text in json.loads(archive).items():
            file = package / Path(name).name
            file.write_text(text)
            file.chmod(0o444)
