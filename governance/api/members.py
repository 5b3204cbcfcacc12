"""The API of access: ends of grants, the matrix, why, closing accounts."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as fields
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import access, access_matrix, scopes
from governance.api import serializers
from governance.api.views import actor_of, checked
from governance.exceptions import NotVisible
from governance.models import User
from governance.operations.close_account import close_account, reopen_account
from governance.operations.extend_grant import extend_grant
from governance.rights import PROJECT_RIGHTS, Right
from governance.views.accounts import find
from governance.views.why import asked


class Extend(APIView):
    """The end of a grant, changed."""

    @extend_schema(
        request=serializers.ExtendInput, responses={201: serializers.GrantOutput}
    )
    def post(self, request: Request, project_id: UUID, grant_id: UUID) -> Response:
        """Give a grant another end; the answer is the grant in its place."""
        actor = actor_of(request)
        project = scopes.find_to_manage(actor, project_id)
        grant = next((g for g in access.members(project.pk) if g.pk == grant_id), None)
        if grant is None:
            raise NotVisible
        values = checked(serializers.ExtendInput(data=request.data))
        made = extend_grant(actor=actor, project=project, grant=grant, **values)
        return Response(serializers.GrantOutput(made).data, status=201)


class PersonOutput(fields.Serializer[object]):
    """One person of the matrix. rights: how each right is held, where it is."""

    person = fields.CharField(source="person.username")
    is_active = fields.BooleanField(source="person.is_active")
    ways = fields.ListField(child=fields.CharField())
    until = fields.DateTimeField(allow_null=True)
    last_used = fields.DateTimeField(allow_null=True)
    rights = fields.SerializerMethodField()

    def get_rights(self, line: Any) -> dict[str, str]:
        """Right by right: direct, group or site."""
        return {str(cell.right): cell.way for cell in line.cells if cell.way}


class Matrix(APIView):
    """Who may do what in a project."""

    @extend_schema(responses=PersonOutput(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """People by rights, directly, through a group or through the site."""
        project = scopes.find(actor_of(request), project_id)
        found = access_matrix.matrix(project.pk)
        return Response(PersonOutput(found.lines, many=True).data)


class WhyInput(fields.Serializer[None]):
    """person: a user name, oneself when empty. at: a past moment, now when absent."""

    person = fields.CharField(max_length=150, default="", allow_blank=True)
    right = fields.ChoiceField(
        choices=[right.value for right in PROJECT_RIGHTS], default=Right.VIEW.value
    )
    at = fields.DateTimeField(required=False, allow_null=True, default=None)


class CitedOutput(fields.Serializer[object]):
    """An entry; number is null while it waits for its place in the log."""

    id = fields.UUIDField(source="uuid")
    number = fields.IntegerField(allow_null=True)
    at = fields.DateTimeField()
    action = fields.CharField()


class WayOutput(fields.Serializer[object]):
    """One grant that allows it, by the entries."""

    grant = fields.UUIDField(source="grant.id")
    role = fields.CharField(source="grant.role")
    group = fields.CharField()
    on_site = fields.BooleanField()
    valid_from = fields.DateTimeField(source="grant.valid_from")
    valid_until = fields.DateTimeField(source="grant.valid_until", allow_null=True)
    entry = CitedOutput(source="grant.given")
    joined = CitedOutput(allow_null=True)


class AnswerOutput(fields.Serializer[object]):
    """What the first range_size entries say; faults: where the rows say otherwise."""

    person = fields.CharField(source="person.username")
    right = fields.CharField()
    at = fields.DateTimeField()
    allowed = fields.BooleanField()
    ways = WayOutput(many=True)
    closed = CitedOutput(allow_null=True)
    entries_read = fields.IntegerField(source="read")
    range_size = fields.IntegerField(source="range.size")
    checkpoint_size = fields.IntegerField(
        source="range.checkpoint.size", default=None, allow_null=True
    )
    waiting = fields.IntegerField(source="range.waiting")
    silent = CitedOutput(many=True)
    faults = fields.ListField(child=fields.CharField())


class Why(APIView):
    """May somebody do something here, and by which entry?"""

    @extend_schema(
        parameters=[
            OpenApiParameter("person", str, description="A user name; else oneself."),
            OpenApiParameter("right", str, enum=[str(r) for r in PROJECT_RIGHTS]),
            OpenApiParameter("at", str, description="A past moment; else now."),
        ],
        responses=AnswerOutput,
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """The answer of the entries, held against the rows."""
        actor = actor_of(request)
        project = scopes.find_to_manage(actor, project_id)
        values = checked(WhyInput(data=request.query_params))
        name = values.pop("person")
        return Response(AnswerOutput(asked(actor, project, name=name, **values)).data)


class _Account(APIView):
    """A step on an account."""

    operation: ClassVar[Callable[..., User]]

    @extend_schema(request=serializers.ReasonInput, responses={204: None})
    def post(self, request: Request, person_id: UUID) -> Response:
        """Do it, with a reason."""
        actor = actor_of(request)
        person = find(actor, person_id)
        values = checked(serializers.ReasonInput(data=request.data))
        type(self).operation(actor=actor, person=person, **values)
        return Response(status=204)


class CloseAccount(_Account):
    """The end of all access of an account, until it is reopened."""

    operation = close_account


class ReopenAccount(_Account):
    """An account that was closed may log in again."""

    operation = reopen_account
