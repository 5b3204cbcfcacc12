"""Secrets made at the first start and kept in files that only their owner reads."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def random_text() -> str:
    return secrets.token_urlsafe(48)


def signing_key() -> str:
    """A fresh RSA key as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def kept(path: Path, make: Callable[[], str]) -> str:
    """Read the secret in the file; make it first when there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _create(path, make())
    return path.read_text(encoding="utf-8").strip()


def _create(path: Path, text: str) -> None:
    """Write beside and link: a second process sees all of the file or none."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    with suppress(FileExistsError):  # somebody else was first; theirs counts
        os.link(draft, path)
    draft.unlink()
