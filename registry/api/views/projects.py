"""The API of projects, experiments and datasets."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.actions import Action
from governance.api.views import actor_of, checked
from governance.exceptions import InvalidInput, NotVisible
from governance.models import User
from registry import queries
from registry.api import serializers
from registry.api.paging import paged
from registry.api.uploading import UploadView
from registry.models import Dataset
from registry.operations.add_experiment import add_experiment
from registry.operations.create_project import create_project
from registry.operations.register_dataset import register_dataset
from registry.uploads import Upload
from registry.values import readable


class Projects(APIView):
    """My projects."""

    @extend_schema(responses=serializers.ProjectOutput(many=True))
    def get(self, request: Request) -> Response:
        """Projects that I may see, newest first; `text` filters by name."""
        text = readable("text", request.query_params.get("text", "")[:100])
        rows = queries.projects(actor_of(request), text)
        return paged(self, request, rows, serializers.ProjectOutput)

    @extend_schema(
        request=serializers.ProjectInput, responses={201: serializers.ProjectOutput}
    )
    def post(self, request: Request) -> Response:
        """Make a project that I own."""
        values = checked(serializers.ProjectInput(data=request.data))
        made = create_project(actor=actor_of(request), **values)
        return Response(serializers.ProjectOutput(made).data, status=201)


class OneProject(APIView):
    """One project."""

    @extend_schema(responses=serializers.ProjectOutput)
    def get(self, request: Request, project_id: UUID) -> Response:
        """The project."""
        found = queries.project_for(actor_of(request), project_id)
        return Response(serializers.ProjectOutput(found).data)


class Experiments(APIView):
    """The trainings of a project."""

    @extend_schema(responses=serializers.ExperimentOutput(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """Experiments, newest first."""
        actor = actor_of(request)
        rows = queries.experiments(actor, queries.project_for(actor, project_id))
        return paged(self, request, rows, serializers.ExperimentOutput)

    @extend_schema(
        request=serializers.ExperimentInput,
        responses={201: serializers.ExperimentOutput},
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Add an experiment."""
        actor = actor_of(request)
        project = queries.project_for(actor, project_id)
        values = checked(serializers.ExperimentInput(data=request.data))
        values["datasets"] = [
            (dataset_named(actor, use["dataset"]), use["role"])
            for use in values["datasets"]
        ]
        made = add_experiment(actor=actor, project=project, **values)
        return Response(serializers.ExperimentOutput(made).data, status=201)


class OneExperiment(APIView):
    """One training."""

    @extend_schema(responses=serializers.ExperimentOutput)
    def get(self, request: Request, experiment_id: UUID) -> Response:
        """The experiment."""
        found = queries.experiment_for(actor_of(request), experiment_id)
        return Response(serializers.ExperimentOutput(found).data)


class Datasets(UploadView):
    """The data of a project."""

    action = Action.DATASET_REGISTERED

    @extend_schema(responses=serializers.DatasetOutput(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """Datasets, newest first."""
        actor = actor_of(request)
        rows = queries.datasets(actor, queries.project_for(actor, project_id))
        return paged(self, request, rows, serializers.DatasetOutput)

    @extend_schema(
        request=serializers.DatasetInput, responses={201: serializers.DatasetOutput}
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Register a CSV table."""
        actor = actor_of(request)
        project = queries.project_for(actor, project_id)
        values = checked(serializers.DatasetInput(data=request.data))
        upload = upload_of(values.pop("file"))
        made = register_dataset(actor=actor, project=project, upload=upload, **values)
        return Response(serializers.DatasetOutput(made).data, status=201)


class OneDataset(APIView):
    """One dataset."""

    @extend_schema(responses=serializers.DatasetOutput)
    def get(self, request: Request, dataset_id: UUID) -> Response:
        """The dataset, without its bytes."""
        found = queries.dataset_for(actor_of(request), dataset_id)
        return Response(serializers.DatasetOutput(found).data)


def dataset_named(actor: User, dataset_id: UUID) -> Dataset:
    """A dataset named in a body: a bad one is a bad field, not a missing page."""
    try:
        return queries.dataset_for(actor, dataset_id)
    except NotVisible as error:
        raise InvalidInput("dataset", f"There is no dataset {dataset_id}.") from error


def upload_of(file: Any) -> Upload:
    """Django's uploaded file as ours."""
    return Upload(file.name or "", file.chunks())
