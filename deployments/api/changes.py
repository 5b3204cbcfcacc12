"""The API of promotions and emergencies. Approving has none: people sign it."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from deployments import applying, emergencies, promotion, queries, retirement
from deployments.api.serializers import DeployInput, ReleaseOutput
from deployments.api.views import endpoint_of, told, version_of
from deployments.models import EmergencyReview, Release
from deployments.operations.emergency_release import emergency_release
from deployments.operations.review_emergency import review_emergency
from governance import change_pages
from governance.api.changes import ChangeRequestOutput
from governance.api.serializers import ReasonInput
from governance.api.views import actor_of, checked
from governance.operations.request_change import DAYS, MAX_DAYS, request_change
from registry.queries import project_for


class PromotionInput(DeployInput):
    """A version, and where it shall go."""

    auto_apply = serializers.BooleanField(default=False)
    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=DAYS)


class RetirementInput(ReasonInput):
    """Until when the request is open, and whether it applies itself."""

    auto_apply = serializers.BooleanField(default=False)
    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=DAYS)


class ApplyInput(ReasonInput):
    """Carry it out; a stale `revision` of the endpoint is refused with 409."""

    revision = serializers.IntegerField(required=False, min_value=0)


class EmergencyReviewInput(ReasonInput):
    """What somebody else finds."""

    outcome = serializers.ChoiceField(choices=EmergencyReview.Outcome.choices)


class EmergencyReviewOutput(serializers.Serializer[object]):
    """A closed review."""

    outcome = serializers.CharField()
    reviewed_by = serializers.CharField(source="reviewed_by.username")
    reviewed_at = serializers.DateTimeField()


class Promotions(APIView):
    """Asking for a promotion."""

    @extend_schema(request=PromotionInput, responses={201: ChangeRequestOutput})
    def post(self, request: Request, project_id: UUID) -> Response:
        """Ask others to let a version into an environment."""
        actor = actor_of(request)
        project = project_for(actor, project_id)
        values = checked(PromotionInput(data=request.data))
        values.pop("revision", None)
        version = version_of(actor, project, values.pop("version"))
        chosen = endpoint_of(actor, version, values)
        target = promotion.target_of(
            values.pop("environment"), chosen, values.pop("name")
        )
        made = request_change(
            actor=actor,
            project=project,
            kind=promotion.KIND,
            about=version,
            target=target,
            **values,
        )
        return Response(ChangeRequestOutput(change_pages.shown(made)).data, status=201)


class Retirements(APIView):
    """Asking for the end of an endpoint."""

    @extend_schema(request=RetirementInput, responses={201: ChangeRequestOutput})
    def post(self, request: Request, deployment_id: UUID) -> Response:
        """Ask others to let it be deleted, where its policy wants that."""
        actor = actor_of(request)
        found = queries.deployment_for(actor, deployment_id)
        values = checked(RetirementInput(data=request.data))
        made = request_change(
            actor=actor,
            project=found.project,
            kind=retirement.KIND,
            about=found,
            target=retirement.target_of(found),
            **values,
        )
        return Response(ChangeRequestOutput(change_pages.shown(made)).data, status=201)


class Apply(APIView):
    """Carrying an approved change out."""

    @extend_schema(request=ApplyInput, responses={201: ReleaseOutput, 204: None})
    def post(self, request: Request, change_id: UUID) -> Response:
        """Once: 201 with the release of a promotion, 204 for a deleted deployment."""
        actor = actor_of(request)
        change = applying.find(actor, change_id)
        values = checked(ApplyInput(data=request.data))
        made = applying.apply(actor=actor, change=change, **values)
        return told(made, 201) if isinstance(made, Release) else Response(status=204)


class Emergencies(APIView):
    """Releases past approval."""

    @extend_schema(request=DeployInput, responses={201: ReleaseOutput})
    def post(self, request: Request, project_id: UUID) -> Response:
        """Release at once; somebody else reviews it within 48 hours."""
        actor = actor_of(request)
        project = project_for(actor, project_id)
        values = checked(DeployInput(data=request.data))
        version = version_of(actor, project, values.pop("version"))
        values["deployment"] = endpoint_of(actor, version, values)
        return told(emergency_release(actor=actor, version=version, **values), 201)


class ReviewEmergency(APIView):
    """The review that an emergency release owes."""

    @extend_schema(request=EmergencyReviewInput, responses={201: EmergencyReviewOutput})
    def post(self, request: Request, release_id: UUID) -> Response:
        """Close it."""
        actor = actor_of(request)
        found = emergencies.find(actor, release_id)
        values = checked(EmergencyReviewInput(data=request.data))
        made = review_emergency(actor=actor, emergency=found, **values)
        return Response(EmergencyReviewOutput(made).data, status=201)
