"""The API of governance: me, members, events."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import access, history, scopes
from governance.api import serializers
from governance.exceptions import InvalidInput, NotVisible
from governance.models import User
from governance.operations.share_project import share_project
from governance.operations.unshare_project import unshare_project

MAX_EVENTS = 200


def actor_of(request: Request) -> User:
    """The person behind the request; the permission class has refused others."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user


def checked(serializer: Any) -> dict[str, Any]:
    """The valid values of an input serializer; a 400 that names fields otherwise."""
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values


class Me(APIView):
    """Who I am here."""

    @extend_schema(responses=serializers.MeOutput)
    def get(self, request: Request) -> Response:
        """The account behind the session or token."""
        actor = actor_of(request)
        groups = sorted(actor.groups.values_list("name", flat=True))
        told = {
            "id": actor.pk,
            "username": actor.username,
            "kind": actor.kind,
            "owner": str(actor.owner or ""),
            "groups": groups,
        }
        return Response(serializers.MeOutput(told).data)


class Members(APIView):
    """Who has access to a project."""

    @extend_schema(responses=serializers.GrantOutput(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """The grants in force."""
        project = scopes.find(actor_of(request), project_id)
        found = access.members(project.pk)
        return Response(serializers.GrantOutput(found, many=True).data)

    @extend_schema(
        request=serializers.ShareInput, responses={201: serializers.GrantOutput}
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Share the project."""
        actor = actor_of(request)
        project = scopes.find_to_manage(actor, project_id)
        values = checked(serializers.ShareInput(data=request.data))
        grant = share_project(actor=actor, project=project, **values)
        return Response(serializers.GrantOutput(grant).data, status=201)


class Unshare(APIView):
    """The end of a grant."""

    @extend_schema(request=serializers.ReasonInput, responses={204: None})
    def post(self, request: Request, project_id: UUID, grant_id: UUID) -> Response:
        """End a member's role."""
        actor = actor_of(request)
        project = scopes.find_to_manage(actor, project_id)
        grant = next((g for g in access.members(project.pk) if g.pk == grant_id), None)
        if grant is None:
            raise NotVisible
        values = checked(serializers.ReasonInput(data=request.data))
        unshare_project(actor=actor, project=project, grant=grant, **values)
        return Response(status=204)


class Events(APIView):
    """What has happened in a project."""

    @extend_schema(
        parameters=[
            OpenApiParameter("before", int, description="Entries older than this row."),
            OpenApiParameter("limit", int, description=f"At most {MAX_EVENTS}."),
        ],
        responses=serializers.EventOutput(many=True),
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """Entries, newest first."""
        project = scopes.find(actor_of(request), project_id)
        lines = history.events(
            project_id=project.pk,
            limit=min(_number(request, "limit") or history.PAGE, MAX_EVENTS),
            before=_number(request, "before"),
        )
        return Response(serializers.EventOutput(lines, many=True).data)


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise InvalidInput(name, "Give a whole number.")
    return int(text)
