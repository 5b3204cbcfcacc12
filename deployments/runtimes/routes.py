"""The desired state for the gateway: built from the database, written to one file."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from deployments.lifecycle import State
from deployments.models import Deployment, Environment, Release
from deployments.runtimes import code, environments, specs
from deployments.runtimes.folders import alone, data, write_at_once
from deployments.runtimes.keys import scoring_keys
from deployments.states import last_states

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def build_routes() -> dict[str, Any]:
    """Every endpoint with the release it should answer by, and every worker to keep.

    A release on its way is wanted from Launching on; until it is ready the gateway
    stays with the one before. What answered last stays warm for a rollback.
    """
    rows = list(_endpoints())
    launching = _launching(rows)
    keys = scoring_keys({row.project_id for row in rows})
    routes = []
    for row in rows:
        release = _wanted(row, launching)
        if release is not None:
            routes.append(_route(row, release, keys[row.project_id]))
    workers = [_worker(release) for release in _kept(rows, launching)]
    return {"workers": workers, "routes": routes}


def kept_releases() -> list[Release]:
    """One release for each worker that the routes file lists."""
    rows = list(_endpoints())
    return _kept(rows, _launching(rows))


def is_open(environment: Environment) -> bool:
    """Whether scoring needs no key: in DEV, as long as the gateway is on loopback.

    Both where it listens and where callers are sent: a proxy on this machine may bring
    in the network under a name of its own.
    """
    hosts = {settings.HOST, urlsplit(settings.SCORING_URL).hostname}
    return not environment.needs_key and hosts <= LOOPBACK


def publish() -> int:
    """Write the file when it says something new; the revision that stands now.

    Read and written under one lock, so that the file never goes back in time.
    """
    path = file()
    with alone(path, lambda words: None):
        now = _read(path)
        fresh = build_routes()
        revision = int(now.pop("revision", 0))
        if now == fresh:
            return revision
        content = {"revision": revision + 1, **fresh}
        write_at_once(path, json.dumps(content, indent=1).encode())
    return revision + 1


def file() -> Path:
    """The file the gateway watches."""
    return data("gateway", "routes.json")


def _read(path: Path) -> dict[str, Any]:
    """What stands there; a damaged file is written anew."""
    try:
        found = json.loads(path.read_bytes())
        return found if isinstance(found.get("revision"), int) else {}
    except (OSError, ValueError, AttributeError):
        return {}


def _endpoints() -> QuerySet[Deployment]:
    versions = [f"{which}_release__version" for which in ("live", "next", "warm")]
    return (
        Deployment.objects.filter(deleted_at=None)
        .select_related("environment", *versions)
        .order_by("pk")
    )


def _launching(rows: list[Deployment]) -> set[UUID]:
    moving = [row.next_release_id for row in rows if row.next_release_id]
    states = last_states(moving)
    return {release for release, state in states.items() if state is State.LAUNCHING}


def _wanted(row: Deployment, launching: set[UUID]) -> Release | None:
    return row.next_release if row.next_release_id in launching else row.live_release


def _kept(rows: list[Deployment], launching: set[UUID]) -> list[Release]:
    kept: dict[str, Release] = {}
    for row in rows:
        for each in (_wanted(row, launching), row.live_release, row.warm_release):
            if each is not None:
                kept.setdefault(each.worker_key, each)
    return [release for _, release in sorted(kept.items())]


def _worker(release: Release) -> dict[str, str]:
    return {
        "key": release.worker_key,
        "version": str(release.version),
        "version_digest": release.version.digest,
        "python": str(environments.python_of(release.environment_key)),
        "code": str(code.folder_of(release.code_digest)),
        "spec": str(specs.path_of(release.worker_key)),
    }


def _route(
    row: Deployment, release: Release, keys: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "deployment": str(row.pk),
        "name": row.name,
        "environment": row.environment_id,
        "release": str(release.pk),
        "release_number": release.number,
        "worker": release.worker_key,
        "open": is_open(row.environment),
        "keys": keys,
        "fsync_each": False,
    }
