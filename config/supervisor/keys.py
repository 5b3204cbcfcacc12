"""Secrets made at the first start; later starts find them."""

import os
import secrets
from pathlib import Path

NAMES = {
    "SECRET_KEY": "django_secret_key",
    "OIDC_CLIENT_SECRET": "oidc_client_secret",
}


def ensure(folder: Path) -> dict[str, Path]:
    """Return the file of each secret, by the variable that names its content."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    files = {variable: folder / name for variable, name in NAMES.items()}
    for file in files.values():
        if not file.exists():
            create(file)
    return files


def create(file: Path) -> None:
    """Write a new secret under another name first, so that it is never half there."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(48))
    draft.replace(file)
