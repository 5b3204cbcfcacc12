"""The API of access reviews."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import campaigns, scopes
from governance.api.serializers import ReasonInput
from governance.api.views import actor_of, checked
from governance.models import Campaign, CampaignItem, User
from governance.operations.close_campaign import close_campaign
from governance.operations.decide_grant_review import decide_grant_review
from governance.operations.open_campaign import MAX_NAME, open_campaign
from governance.subjects import SITE

Verdict = CampaignItem.Verdict


class ReviewInput(ReasonInput):
    """reviewers: user names with commas between them; empty for every owner."""

    name = serializers.CharField(max_length=MAX_NAME)
    due_at = serializers.DateTimeField()
    reviewers = serializers.CharField(max_length=1000, default="", allow_blank=True)


class VerdictInput(ReasonInput):
    """role and valid_until only with `reduced`."""

    verdict = serializers.ChoiceField(
        choices=[v.value for v in (Verdict.KEPT, Verdict.REDUCED, Verdict.REMOVED)]
    )
    role = serializers.CharField(max_length=20, default="", allow_blank=True)
    valid_until = serializers.DateTimeField(default=None, allow_null=True)


class ReviewOutput(serializers.Serializer[object]):
    """An access review. project is null for one of the whole site."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    project = serializers.UUIDField(source="scope_id", allow_null=True)
    opened_by = serializers.CharField(source="opened_by.username")
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    attested_at = serializers.DateTimeField(allow_null=True)
    attestation = serializers.SerializerMethodField(
        help_text="Empty for callers who may not read all that it counts."
    )

    def get_attestation(self, campaign: Campaign) -> str:
        """For the caller."""
        return campaigns.attestation(self.context["actor"], campaign)


class ProgressOutput(serializers.Serializer[object]):
    """How many grants stand how."""

    total = serializers.IntegerField()
    kept = serializers.IntegerField()
    reduced = serializers.IntegerField()
    removed = serializers.IntegerField()
    lapsed = serializers.IntegerField()
    flagged = serializers.IntegerField()
    ended = serializers.IntegerField()
    open = serializers.IntegerField()


class LineOutput(serializers.Serializer[object]):
    """One grant under review."""

    id = serializers.UUIDField(source="item.pk")
    grant = serializers.UUIDField(source="item.grant_id")
    where = serializers.CharField()
    member = serializers.CharField(source="item.grant.member")
    role = serializers.CharField(source="item.grant.role")
    valid_until = serializers.DateTimeField(
        source="item.grant.valid_until", allow_null=True
    )
    verdict = serializers.CharField(source="item.verdict")
    state = serializers.CharField()
    why = serializers.CharField()
    entry = serializers.UUIDField(source="item.entry_uuid", allow_null=True)
    may_decide = serializers.BooleanField()


class WholeReviewOutput(ReviewOutput):
    """An access review with its grants."""

    progress = ProgressOutput()
    grants = LineOutput(many=True)


def _told(actor: User, campaign: Campaign) -> dict[str, Any]:
    return dict(ReviewOutput(campaign, context={"actor": actor}).data)


class Reviews(APIView):
    """Access reviews."""

    @extend_schema(responses=ReviewOutput(many=True))
    def get(self, request: Request) -> Response:
        """Those of what the caller may share, newest first."""
        actor = actor_of(request)
        rows = campaigns.listed(actor)
        return Response(ReviewOutput(rows, many=True, context={"actor": actor}).data)

    @extend_schema(request=ReviewInput, responses={201: ReviewOutput})
    def post(self, request: Request) -> Response:
        """Review every grant there is."""
        actor = actor_of(request)
        values = checked(ReviewInput(data=request.data))
        made = open_campaign(actor=actor, scope=SITE, **values)
        return Response(_told(actor, made), status=201)


class ProjectReviews(APIView):
    """Access reviews of one project."""

    @extend_schema(request=ReviewInput, responses={201: ReviewOutput})
    def post(self, request: Request, project_id: UUID) -> Response:
        """Review every grant of the project."""
        actor = actor_of(request)
        project = scopes.find_to_manage(actor, project_id)
        values = checked(ReviewInput(data=request.data))
        made = open_campaign(actor=actor, scope=project, **values)
        return Response(_told(actor, made), status=201)


class OneReview(APIView):
    """One access review."""

    @extend_schema(responses=WholeReviewOutput)
    def get(self, request: Request, campaign_id: UUID) -> Response:
        """How far it is, and each grant that the caller may read."""
        actor = actor_of(request)
        campaign = campaigns.find(actor, campaign_id)
        told: dict[str, Any] = {
            **_told(actor, campaign),
            "progress": ProgressOutput(campaigns.progress(campaign, actor)).data,
            "grants": LineOutput(campaigns.lines(actor, campaign), many=True).data,
        }
        return Response(told)


class DecideGrant(APIView):
    """The decision on one grant."""

    @extend_schema(request=VerdictInput, responses={204: None})
    def post(self, request: Request, item_id: UUID) -> Response:
        """Keep, reduce or remove it."""
        actor = actor_of(request)
        item = campaigns.find_item(actor, item_id)
        values = checked(VerdictInput(data=request.data))
        decide_grant_review(actor=actor, item=item, **values)
        return Response(status=204)


class Attest(APIView):
    """The end of an access review."""

    @extend_schema(request=ReasonInput, responses=ReviewOutput)
    def post(self, request: Request, campaign_id: UUID) -> Response:
        """Say that it is done."""
        actor = actor_of(request)
        campaign = campaigns.find(actor, campaign_id)
        values = checked(ReasonInput(data=request.data))
        done = close_campaign(actor=actor, campaign=campaign, **values)
        return Response(_told(actor, done))
