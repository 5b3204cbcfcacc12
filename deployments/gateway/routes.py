"""The desired state: which release answers where, read from one file and checked."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

_DIGEST = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}")  # goes into header lines and file names
T = TypeVar("T")


class BadRoutesError(Exception):
    """A routes file that cannot be followed, and why."""


@dataclass(frozen=True, slots=True)
class Key:
    """One bearer token, known only by its digest."""

    id: str
    sha256: bytes
    expires: float | None


@dataclass(frozen=True, slots=True)
class WorkerOrder:
    """One version to keep warm; the key covers all that it is started from."""

    key: str
    version: str
    version_digest: str
    python: str
    code: str
    spec: str


@dataclass(frozen=True, slots=True)
class Route:
    """One deployment and the release that should answer for it."""

    deployment: str
    release: str
    release_number: int
    worker: str
    open: bool
    keys: tuple[Key, ...]
    fsync_each: bool


@dataclass(frozen=True, slots=True)
class Routes:
    """The whole file."""

    revision: int = 0
    workers: dict[str, WorkerOrder] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)


def read_routes(path: Path) -> Routes:
    """Read a routes file, or say what is wrong with it."""
    try:
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadRoutesError(f"The routes file cannot be read: {error}") from error
    return parse_routes(raw)


def parse_routes(raw: Any) -> Routes:
    """Check everything, so that later code can trust it."""
    document = _is(raw, dict, "the file")
    workers = [_worker(item) for item in _is(document.get("workers"), list, "workers")]
    routes = [_route(item) for item in _is(document.get("routes"), list, "routes")]
    by_key = _unique(workers, lambda worker: worker.key)
    by_deployment = _unique(routes, lambda route: route.deployment)
    for route in routes:
        if route.worker not in by_key:
            raise BadRoutesError(f"Route {route.deployment} names a worker not listed.")
    revision = _is(document.get("revision"), int, "revision")
    return Routes(revision, by_key, by_deployment)


def _worker(raw: Any) -> WorkerOrder:
    item = _is(raw, dict, "a worker")
    return WorkerOrder(
        key=_name(item, "key"),
        version=_is(item.get("version"), str, "version"),
        version_digest=_digest(item, "version_digest"),
        python=_is(item.get("python"), str, "python"),
        code=_is(item.get("code"), str, "code"),
        spec=_is(item.get("spec"), str, "spec"),
    )


def _route(raw: Any) -> Route:
    item = _is(raw, dict, "a route")
    return Route(
        deployment=_name(item, "deployment"),
        release=_name(item, "release"),
        release_number=_is(item.get("release_number"), int, "release_number"),
        worker=_name(item, "worker"),
        open=_is(item.get("open"), bool, "open"),
        keys=tuple(_key(key) for key in _is(item.get("keys"), list, "keys")),
        fsync_each=_is(item.get("fsync_each", False), bool, "fsync_each"),
    )


def _key(raw: Any) -> Key:
    item = _is(raw, dict, "a key")
    expires = item.get("expires", "missing")
    if expires is not None and type(expires) not in (int, float):
        raise BadRoutesError("expires must be a number of seconds, or null.")
    return Key(_name(item, "id"), _digest(item, "sha256").encode(), expires)


def _is(value: Any, kind: type[T], name: str) -> T:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise BadRoutesError(f"{name} is missing or not of the type {kind.__name__}.")
    return value


def _name(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if not isinstance(value, str) or not _ID.fullmatch(value) or value[0] == ".":
        raise BadRoutesError(
            f"{name} is missing or has characters that are not allowed."
        )
    return value


def _digest(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise BadRoutesError(f"{name} is not a SHA-256 in lower case hexadecimal.")
    return value


def _unique(items: list[T], key: Callable[[T], str]) -> dict[str, T]:
    found = {key(item): item for item in items}
    if len(found) != len(items):
        raise BadRoutesError("A worker or a deployment is listed twice.")
    return found
