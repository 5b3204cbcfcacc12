"""The API of models and versions, with their comments and tags."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.actions import Action
from governance.api.serializers import ReasonInput
from governance.api.views import actor_of, checked
from governance.exceptions import InvalidInput, NotVisible
from governance.models import Subject, User
from registry import queries
from registry.api import serializers
from registry.api.paging import paged
from registry.api.uploading import UploadView
from registry.api.views.projects import dataset_named, upload_of
from registry.environments import MAX_LOCK_BYTES
from registry.integrity import check
from registry.operations.add_comment import add_comment
from registry.operations.add_tag import add_tag
from registry.operations.register_version import register_version
from registry.operations.remove_tag import remove_tag
from registry.operations.withdraw_version import withdraw_version
from registry.receiving import Hints


class Models(APIView):
    """The models of a project."""

    @extend_schema(responses=serializers.ModelOutput(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """Models, newest first."""
        actor = actor_of(request)
        rows = queries.models_of(actor, queries.project_for(actor, project_id))
        return paged(self, request, rows, serializers.ModelOutput)


class Versions(UploadView):
    """The versions of a project."""

    action = Action.VERSION_REGISTERED

    @extend_schema(responses=serializers.VersionOutput(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """Versions, newest first."""
        actor = actor_of(request)
        rows = queries.versions(actor, queries.project_for(actor, project_id))
        return paged(self, request, rows, serializers.VersionOutput)

    @extend_schema(
        request=serializers.VersionInput, responses={201: serializers.VersionOutput}
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Register a version: ONNX or skops."""
        actor = actor_of(request)
        project = queries.project_for(actor, project_id)
        values = checked(serializers.VersionInput(data=request.data))
        arguments = _arguments(actor, values)
        if arguments["experiment"].project_id != project.pk:
            raise InvalidInput("experiment", "It belongs to another project.")
        made = register_version(actor=actor, **arguments)
        return Response(serializers.VersionOutput(made).data, status=201)


def _arguments(actor: User, values: dict[str, Any]) -> dict[str, Any]:
    dataset, lock = values.get("dataset"), values.get("lock")
    hints = Hints(
        target=values["target"],
        fields=values.get("columns", []),
        labels=values.get("labels", []),
        dataset=dataset_named(actor, dataset) if dataset else None,
    )
    return {
        "experiment": _named(actor, "experiment", values["experiment"]),
        "model_name": values["model_name"],
        "upload": upload_of(values["file"]),
        "hints": hints,
        "lock": lock.read(MAX_LOCK_BYTES + 1) if lock else None,
        "python": values["python"],
        "parents": [_named(actor, "parents", k) for k in values.get("parents", [])],
    }


def _named(actor: User, field: str, key: UUID) -> Any:
    """A row named in a body: a bad one is a bad field, not a missing page."""
    find = queries.version_for if field == "parents" else queries.experiment_for
    try:
        return find(actor, key)
    except NotVisible as error:
        raise InvalidInput(field, f"There is nothing with the ID {key}.") from error


class OneVersion(APIView):
    """One version."""

    @extend_schema(responses=serializers.VersionOutput)
    def get(self, request: Request, version_id: UUID) -> Response:
        """The version."""
        found = queries.version_for(actor_of(request), version_id)
        return Response(serializers.VersionOutput(found).data)


class Manifest(APIView):
    """The sealed text."""

    @extend_schema(responses=OpenApiResponse(OpenApiTypes.OBJECT))
    def get(self, request: Request, version_id: UUID) -> HttpResponse:
        """The manifest, byte by byte as it was sealed."""
        found = queries.version_for(actor_of(request), version_id)
        return HttpResponse(found.manifest.encode(), content_type="application/json")


class Integrity(APIView):
    """Whether it still holds."""

    @extend_schema(responses=serializers.IntegrityOutput)
    def get(self, request: Request, version_id: UUID) -> Response:
        """Rebuild the manifest from rows and hash every blob again."""
        found = queries.version_for(actor_of(request), version_id)
        return Response(serializers.IntegrityOutput(check(found)).data)


class Withdraw(APIView):
    """The end of a version's deployments."""

    @extend_schema(request=ReasonInput, responses=serializers.VersionOutput)
    def post(self, request: Request, version_id: UUID) -> Response:
        """Withdraw a version: it stays, but can no longer be deployed."""
        actor = actor_of(request)
        found = queries.version_for(actor, version_id)
        values = checked(ReasonInput(data=request.data))
        withdraw_version(actor=actor, version=found, **values)
        again = queries.version_for(actor, version_id)
        return Response(serializers.VersionOutput(again).data)


class Comments(APIView):
    """What was said about a version or an experiment."""

    @extend_schema(responses=serializers.CommentOutput(many=True))
    def get(self, request: Request, kind: str, key: UUID) -> Response:
        """Comments, newest first."""
        actor = actor_of(request)
        found = queries.comments(actor, _subject(actor, kind, key).pk)
        return Response(serializers.CommentOutput(found, many=True).data)

    @extend_schema(
        request=serializers.CommentInput, responses={201: serializers.CommentOutput}
    )
    def post(self, request: Request, kind: str, key: UUID) -> Response:
        """Add a comment."""
        actor = actor_of(request)
        subject = _subject(actor, kind, key)
        values = checked(serializers.CommentInput(data=request.data))
        made = add_comment(actor=actor, subject=subject, **values)
        return Response(serializers.CommentOutput(made).data, status=201)


def _subject(actor: User, kind: str, key: UUID) -> Subject:
    if kind == "versions":
        return queries.version_for(actor, key)
    return queries.experiment_for(actor, key)


class Tags(APIView):
    """The tags of a version."""

    @extend_schema(responses=serializers.TagOutput(many=True))
    def get(self, request: Request, version_id: UUID) -> Response:
        """Tags by name."""
        found = queries.version_for(actor_of(request), version_id)
        tags = queries.tags([found.pk]).get(found.pk, [])
        return Response(serializers.TagOutput(tags, many=True).data)

    @extend_schema(request=serializers.TagInput, responses={201: serializers.TagOutput})
    def post(self, request: Request, version_id: UUID) -> Response:
        """Tag the version."""
        actor = actor_of(request)
        found = queries.version_for(actor, version_id)
        values = checked(serializers.TagInput(data=request.data))
        made = add_tag(actor=actor, subject=found, **values)
        return Response(serializers.TagOutput(made).data, status=201)


class Untag(APIView):
    """The end of a tag."""

    @extend_schema(request=serializers.TagInput, responses={204: None})
    def post(self, request: Request, version_id: UUID) -> Response:
        """Take the tag of this name off."""
        actor = actor_of(request)
        found = queries.version_for(actor, version_id)
        values = checked(serializers.TagInput(data=request.data))
        remove_tag(actor=actor, subject=found, name=values["name"])
        return Response(status=204)
