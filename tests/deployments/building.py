"""Builders of deployments, and a runtime without processes."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

from deployments.models import Deployment, Release
from deployments.operations.deploy_version import deploy_version
from deployments.runtimes.base import Actual, PreparationFailed, Tell
from deployments.runtimes.routes import build_routes
from governance.jobs import run_job
from governance.models import Job, User
from registry.inspection.child import inspect_file
from registry.inspection.question import Finding, Question
from registry.models import Experiment, Project, Version
from registry.operations.register_version import register_version
from tests import make
from tests.deployments import promoting
from tests.registry import building as registry_building


@dataclass
class FakeRuntime:
    """Believes the database; a release fails when its test says so."""

    unprepared: str = ""  # why preparing fails
    broken: str = ""  # why the worker fails
    prepared: list[Release] = field(default_factory=list)
    revision: int = 0
    routes: list[dict[str, Any]] = field(default_factory=list)
    live: dict[str, str] = field(default_factory=dict)

    def prepare(self, release: Release, tell: Tell) -> str:
        tell("Preparing")
        if self.unprepared:
            raise PreparationFailed(self.unprepared)
        self.prepared.append(release)
        return "Environment kept, digests verified"

    def publish(self) -> int:
        fresh = build_routes()["routes"]
        if fresh != self.routes:
            self.revision, self.routes = self.revision + 1, fresh
        return self.revision

    def actual(self) -> Actual | None:
        for route in self.routes:
            if not self.broken:
                self.live[route["deployment"]] = route["release"]
        routes = {route["deployment"]: self._standing(route) for route in self.routes}
        return Actual(self.revision, routes, {})

    def _standing(self, route: dict[str, Any]) -> dict[str, Any]:
        return {
            "release": self.live.get(route["deployment"]),
            "wanted": route["release"],
            "state": "Failed" if self.broken else "Healthy",
            "reason": self.broken or None,
            "requests": 0,
            "errors": 0,
            "latency_ms": {"p50": None, "p95": None, "p99": None},
            "minutes": [],
        }


def deploy(actor: User, version: Version, **given: Any) -> Release:
    """Ask for a release on a new endpoint in DEV, unless told otherwise."""
    values = {"environment": "DEV", "reason": make.WHY} | given
    if "deployment" not in values:
        values.setdefault("name", "cooler-dev")
    return deploy_version(actor=actor, version=version, **values)


def promoted_and_up(actor: User, version: Version, **given: Any) -> Release:
    """A release in PROD, asked for and approved by another, whose job is done."""
    release = promoting.promoted(actor, version, **{"name": "cooler-prod"} | given)
    run_job(job_of(release).pk)
    return release


def job_of(release: Release) -> Job:
    """The job that brings the release up."""
    return Job.objects.get(effect_key=f"release:{release.pk}")


def brought_up(actor: User, version: Version, **given: Any) -> Release:
    """A release whose job is done."""
    release = deploy(actor, version, **given)
    run_job(job_of(release).pk)
    return release


def fresh(deployment: Deployment) -> Deployment:
    """The row as it is now."""
    return Deployment.objects.get(pk=deployment.pk)


def version_with_wrong_golden_rows(actor: User, project: Project) -> Version:
    """A version whose sealed answers are not those of its model."""

    def lying(path: Path, question: Question) -> Finding:
        finding = inspect_file(path, question)
        return replace(finding, answers=[["0.5"] * 3 for _ in finding.answers])

    with mock.patch("registry.receiving.inspect", lying):
        return register_version(
            actor=actor,
            experiment=Experiment.objects.get(project=project),
            model_name="hydraulic_model",
            upload=registry_building.onnx(seed=3),
        )


def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for what another process does next."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
