"""The API of access requests."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import access_requests, limits
from governance.api.serializers import ReasonInput
from governance.api.views import actor_of, checked
from governance.models import AccessRequest
from governance.operations.decide_access_request import decide_access_request
from governance.operations.request_access import DAYS, MAX_DAYS, request_access
from governance.operations.withdraw_access_request import withdraw_access_request

State = AccessRequest.State


class RequestInput(ReasonInput):
    """A role of the project and for how many days; see the input of members."""

    role = serializers.CharField(max_length=20)
    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=DAYS)


class DecisionInput(ReasonInput):
    """role and days only with `reduced`."""

    decision = serializers.ChoiceField(
        choices=[s.value for s in (State.APPROVED, State.REDUCED, State.REFUSED)]
    )
    role = serializers.CharField(max_length=20, default="", allow_blank=True)
    days = serializers.IntegerField(
        min_value=1, max_value=MAX_DAYS, default=None, allow_null=True
    )


class RequestOutput(serializers.Serializer[object]):
    """One request. grant: what came of it."""

    id = serializers.UUIDField()
    person = serializers.CharField(source="person.username")
    project = serializers.UUIDField(source="project_id")
    role = serializers.CharField()
    days = serializers.IntegerField()
    state = serializers.SerializerMethodField()
    asked_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    entry = serializers.UUIDField(source="entry_uuid")
    decided_at = serializers.DateTimeField(allow_null=True)
    decision = serializers.UUIDField(source="decision_uuid", allow_null=True)
    grant = serializers.UUIDField(source="grant_id", allow_null=True)

    def get_state(self, row: AccessRequest) -> str:
        """As it stands now: the clock ends open requests."""
        return access_requests.standing(row).value


class Requests(APIView):
    """What the caller asked for."""

    @extend_schema(responses=RequestOutput(many=True))
    def get(self, request: Request) -> Response:
        """Mine, newest first."""
        actor = actor_of(request)
        limits.require_own(actor)
        rows = access_requests.mine(actor).select_related("person")[:100]
        return Response(RequestOutput(rows, many=True).data)


class AskForAccess(APIView):
    """A role on a project, wanted."""

    @extend_schema(request=RequestInput, responses={201: RequestOutput})
    def post(self, request: Request, project_id: UUID) -> Response:
        """Ask. The answer is the same whether or not the project exists."""
        values = checked(RequestInput(data=request.data))
        row = request_access(actor=actor_of(request), project_id=project_id, **values)
        return Response(RequestOutput(row).data, status=201)


class OneRequest(APIView):
    """One request."""

    @extend_schema(responses=RequestOutput)
    def get(self, request: Request, request_id: UUID) -> Response:
        """For whoever asked, and for those who may decide it."""
        row = access_requests.find(actor_of(request), request_id)
        return Response(RequestOutput(row).data)


class Decide(APIView):
    """The decision on a request."""

    @extend_schema(request=DecisionInput, responses=RequestOutput)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Approve, reduce or refuse."""
        actor = actor_of(request)
        row = access_requests.find(actor, request_id)
        values: dict[str, Any] = checked(DecisionInput(data=request.data))
        done = decide_access_request(actor=actor, access_request=row, **values)
        return Response(RequestOutput(done).data)


class Withdraw(APIView):
    """The end of a request by whoever asked."""

    @extend_schema(request=ReasonInput, responses=RequestOutput)
    def post(self, request: Request, request_id: UUID) -> Response:
        """Take it back."""
        actor = actor_of(request)
        row = access_requests.find(actor, request_id)
        values = checked(ReasonInput(data=request.data))
        done = withdraw_access_request(actor=actor, access_request=row, **values)
        return Response(RequestOutput(done).data)
