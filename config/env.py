"""Typed readers for the environment: a bad value stops the start, loudly."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "yes", "true", "on"})
FALSE = frozenset({"0", "no", "false", "off", ""})

# secure_delete: an erased disclosure leaves no bytes behind in the file.
# recursive_triggers: what REPLACE deletes meets the DELETE triggers.
PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON; "
    "PRAGMA busy_timeout=10000"
)


def text(name: str, default: str = "") -> str:
    """The value of NAME, or the default."""
    return os.environ.get(name, default)


def boolean(name: str, *, default: bool = False) -> bool:
    """NAME as yes or no."""
    value = os.environ.get(name, "yes" if default else "no").strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")
    return value in TRUE


def integer(name: str, default: int) -> int:
    """NAME as a whole number."""
    value = os.environ.get(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def years(name: str, default: int) -> int:
    """NAME as a number of years, 1 to 100."""
    value = integer(name, default)
    if not 1 <= value <= 100:
        raise ImproperlyConfigured(f"{name} must be 1 to 100 years, not {value}.")
    return value


def csv(name: str, default: str = "") -> list[str]:
    """NAME as a comma-separated list without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret(name: str, default: str = "") -> str:
    """NAME, or the content of the file named by NAME_FILE; never both."""
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        return text(name, default)
    if name in os.environ:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error


def database(name: str, sqlite_file: Path) -> dict[str, object]:
    """A Django database from a postgresql:// URL, or SQLite when NAME is unset."""
    url = urlsplit(secret(name))
    if not url.scheme:
        return {
            "ENGINE": "governance.sqlite",
            "NAME": str(sqlite_file),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": PRAGMAS},
        }
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must be a postgresql:// URL.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
    }
