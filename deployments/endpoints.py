"""What a caller of an endpoint needs: its URL, a request that works, its answer."""

import json
import shlex
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings

from deployments.models import Deployment
from deployments.runtimes.routes import is_open
from registry.models import Version, VersionFile
from registry.snapshots import read_part

TOKEN = "$HALLMARK_TOKEN"  # noqa: S105 - the name of a variable, not a secret
SHORT = 3  # fields of a request that is shown shortened


@dataclass(frozen=True)
class SampleRequest:
    """A request to paste into a terminal, and what its answer will hold."""

    url: str
    body: dict[str, Any]
    curl: str
    needs_key: bool
    task: str
    outputs: list[str]
    labels: list[str]
    target: str
    fields: list[dict[str, Any]]


def url_of(deployment: Deployment) -> str:
    """Where the endpoint is scored."""
    return f"{settings.SCORING_URL}/{deployment.pk}/model/score"


def sample_request(deployment: Deployment, version: Version) -> SampleRequest:
    """The version's own sample row, as a request to this endpoint."""
    body = _sample(version.pk)
    needs_key = not is_open(deployment.environment)
    schema = version.schema
    return SampleRequest(
        url=url_of(deployment),
        body=body,
        curl=_curl(url_of(deployment), body, needs_key=needs_key),
        needs_key=needs_key,
        task=schema["task"],
        outputs=schema["outputs"],
        labels=schema["labels"],
        target=schema["target"],
        fields=schema["fields"],
    )


@lru_cache(maxsize=256)
def _sample_text(version_id: UUID) -> bytes:
    """A version never changes, so its sample is read once."""
    return read_part(Version(pk=version_id), VersionFile.Role.SAMPLE)


def _sample(version_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_sample_text(version_id))
    return found


def _curl(url: str, body: dict[str, Any], *, needs_key: bool) -> str:
    """One command for a POSIX shell; quoted, because names of fields are data."""
    lines = [f"curl -X POST {shlex.quote(url)}"]
    if needs_key:
        lines.append(f'-H "Authorization: Bearer {TOKEN}"')
    lines.append("-H 'Content-Type: application/json'")
    lines.append(f"-d {shlex.quote(json.dumps(body))}")
    return " \\\n  ".join(lines)
