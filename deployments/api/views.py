"""The API of deployments: environments, endpoints, releases, samples, counts."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from deployments import queries
from deployments.api import serializers
from deployments.endpoints import sample_request
from deployments.models import Deployment, Release
from deployments.monitoring import measure
from deployments.operations.delete_deployment import delete_deployment
from deployments.operations.deploy_version import deploy_version
from deployments.operations.roll_back import roll_back
from governance.api.pagination import Page
from governance.api.views import actor_of, checked
from governance.exceptions import InvalidInput, NotVisible, Unavailable
from governance.models import User
from registry.models import Project, Version
from registry.queries import project_for, version_for


class Environments(APIView):
    """Where deployments run."""

    @extend_schema(responses=serializers.EnvironmentOutput(many=True))
    def get(self, request: Request) -> Response:
        """DEV, TEST, PROD."""
        found = queries.environments()
        return Response(serializers.EnvironmentOutput(found, many=True).data)


class Deployments(APIView):
    """The endpoints of a project."""

    @extend_schema(responses=serializers.DeploymentOutput(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """Endpoints, newest first."""
        actor = actor_of(request)
        rows = queries.deployments(actor, project_for(actor, project_id))
        page = Page()
        lines = queries.lines(page.paginate_queryset(rows, request, self) or [])
        lines_told = serializers.DeploymentOutput(lines, many=True).data
        return page.get_paginated_response(lines_told)

    @extend_schema(
        request=serializers.DeployInput, responses={201: serializers.ReleaseOutput}
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Deploy a version, to an endpoint that is there or to a new one."""
        actor = actor_of(request)
        project = project_for(actor, project_id)
        values = checked(serializers.DeployInput(data=request.data))
        version = version_of(actor, project, values.pop("version"))
        values["deployment"] = endpoint_of(actor, version, values)
        release = deploy_version(actor=actor, version=version, **values)
        return told(release, 201)


class OneDeployment(APIView):
    """One endpoint."""

    @extend_schema(responses=serializers.DeploymentOutput)
    def get(self, request: Request, deployment_id: UUID) -> Response:
        """The endpoint with its newest release."""
        found = queries.deployment_for(actor_of(request), deployment_id)
        (line,) = queries.lines([found])
        return Response(serializers.DeploymentOutput(line).data)


class Releases(APIView):
    """The releases of an endpoint."""

    @extend_schema(responses=serializers.ReleaseOutput(many=True))
    def get(self, request: Request, deployment_id: UUID) -> Response:
        """Releases, newest first."""
        found = queries.deployment_for(actor_of(request), deployment_id)
        page = Page()
        rows = page.paginate_queryset(queries.releases_of(found), request, self) or []
        lines_told = serializers.ReleaseOutput(
            queries.with_states(rows), many=True
        ).data
        return page.get_paginated_response(lines_told)


class RollBack(APIView):
    """The way back."""

    @extend_schema(
        request=serializers.RollBackInput, responses={201: serializers.ReleaseOutput}
    )
    def post(self, request: Request, deployment_id: UUID) -> Response:
        """Roll back to a release that was Healthy here."""
        actor = actor_of(request)
        found = queries.deployment_for(actor, deployment_id)
        values = checked(serializers.RollBackInput(data=request.data))
        older = queries.release_for(actor, values.pop("release"))
        made = roll_back(actor=actor, deployment=found, to_release=older, **values)
        return told(made, 201)


class Delete(APIView):
    """The end of an endpoint."""

    @extend_schema(request=serializers.StepInput, responses={204: None})
    def post(self, request: Request, deployment_id: UUID) -> Response:
        """Delete it; its releases and predictions stay."""
        actor = actor_of(request)
        found = queries.deployment_for(actor, deployment_id)
        values = checked(serializers.StepInput(data=request.data))
        delete_deployment(actor=actor, deployment=found, **values)
        return Response(status=204)


class Sample(APIView):
    """A request that works."""

    @extend_schema(responses=serializers.SampleOutput)
    def get(self, request: Request, deployment_id: UUID) -> Response:
        """The sample request of the version that answers."""
        found = queries.deployment_for(actor_of(request), deployment_id)
        live = found.live_release
        if live is None:
            raise NotVisible("No release of this deployment has been Healthy yet.")
        sample = sample_request(found, live.version)
        return Response(serializers.SampleOutput(sample).data)


class Monitoring(APIView):
    """How an endpoint does."""

    @extend_schema(responses=serializers.MeasuredOutput)
    def get(self, request: Request, deployment_id: UUID) -> Response:
        """Counts and latency, as the gateway measures them."""
        measured = measure(queries.deployment_for(actor_of(request), deployment_id))
        if isinstance(measured, str):
            raise Unavailable(measured)
        return Response(serializers.MeasuredOutput(measured).data)


def version_of(actor: User, project: Project, version_id: UUID) -> Version:
    version = version_for(actor, version_id)
    if version.project_id != project.pk:
        raise InvalidInput("version", f"{version} is not of this project.")
    return version


def endpoint_of(
    actor: User, version: Version, values: dict[str, Any]
) -> Deployment | None:
    """The endpoint that is named; else the only one that fits, unless a name is."""
    chosen = values.pop("deployment", None)
    if chosen is not None:
        return queries.deployment_for(actor, chosen)
    if values["name"]:
        return None
    fitting = queries.endpoints_for(version, values["environment"])
    if len(fitting) > 1:
        names = ", ".join(row.name for row in fitting[:10])
        raise InvalidInput("deployment", f"Choose one of the endpoints: {names}.")
    return fitting[0] if fitting else None


def told(release: Release, status: int) -> Response:
    (line,) = queries.with_states([release])
    return Response(serializers.ReleaseOutput(line).data, status=status)
