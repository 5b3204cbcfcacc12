"""The API of change requests, policies and risk tiers.

There is no way to approve here: an approval is signed with a fresh login at the
provider, and a token has none.
"""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import change_lists, change_pages, policies, scopes
from governance.api.pagination import Page
from governance.api.serializers import ReasonInput
from governance.api.views import actor_of, checked
from governance.models import Policy, Tier
from governance.operations.publish_policy import publish_policy
from governance.operations.set_risk_tier import set_risk_tier
from governance.operations.withdraw_change import withdraw_change

SHOWN = 200


class GateRowOutput(serializers.Serializer[object]):
    """One condition of the gate."""

    condition = serializers.CharField(source="says")
    is_met = serializers.BooleanField(source="finding.is_met")
    words = serializers.CharField(source="finding.words")
    evidence = serializers.CharField(source="finding.url")


class DecisionOutput(serializers.Serializer[object]):
    """One signed decision; `counts` says whether it counts now, `because` why not."""

    person = serializers.CharField(source="decision.approval.person.username")
    verdict = serializers.CharField(source="decision.approval.verdict")
    meaning = serializers.CharField(source="decision.approval.meaning")
    auth_time = serializers.DateTimeField(source="decision.approval.auth_time")
    signed_at = serializers.DateTimeField(source="decision.approval.signed_at")
    binding = serializers.CharField(source="decision.approval.binding")
    entry = serializers.UUIDField(source="decision.approval.entry")
    counts = serializers.BooleanField(source="decision.counts")
    because = serializers.CharField(source="decision.because")


class DifferenceOutput(serializers.Serializer[object]):
    """One part of what would change."""

    part = serializers.CharField()
    now = serializers.CharField()
    then = serializers.CharField()
    words = serializers.CharField()


class ChangeRequestLineOutput(serializers.Serializer[object]):
    """A change request in a list."""

    id = serializers.UUIDField(source="change.pk")
    name = serializers.CharField(source="change")
    kind = serializers.CharField(source="change.kind")
    title = serializers.CharField(help_text="What it would do.")
    about = serializers.CharField(source="change.about_label")
    about_type = serializers.CharField(source="change.about_type")
    about_id = serializers.UUIDField(source="change.about_id")
    environment = serializers.CharField(source="change.environment")
    target = serializers.CharField(source="change.target_name")
    requested_by = serializers.CharField(source="change.requested_by.username")
    created_at = serializers.DateTimeField(source="change.created_at")
    expires_at = serializers.DateTimeField(source="change.expires_at")
    auto_apply = serializers.BooleanField(source="change.auto_apply")
    binding = serializers.CharField(source="change.binding")
    state = serializers.CharField(help_text="In a list: at a glance.")
    approvals = serializers.IntegerField(help_text="In a list: how many signed.")
    needed = serializers.IntegerField()


class ChangeRequestOutput(ChangeRequestLineOutput):
    """One change request with its gate, its decisions and the difference."""

    state = serializers.CharField(source="standing.state")
    words = serializers.ListField(
        child=serializers.CharField(), source="standing.words"
    )
    approvals = serializers.IntegerField(
        source="standing.approvals", help_text="How many count now."
    )
    needed = serializers.IntegerField(source="standing.needed")
    bound = serializers.JSONField(source="change.bound")
    as_of = serializers.ChoiceField(
        choices=["now", "end", "unknown"],
        help_text="Whether gate, decisions and differences are asked now, are as they "
        "stood when it ended, or were not kept.",
    )
    is_whole = serializers.BooleanField(
        help_text="Whether what was kept at the end is what its entry names."
    )
    gate = GateRowOutput(many=True)
    decisions = DecisionOutput(many=True, source="signed")
    running = serializers.CharField(source="now", help_text="What runs there now.")
    differences = DifferenceOutput(many=True)
    left_off = serializers.IntegerField(
        help_text="Differences that were too many to be kept."
    )


class RiskInput(ReasonInput):
    """The tier to put the project in."""

    tier = serializers.ChoiceField(choices=Tier.choices)


class RiskOutput(serializers.Serializer[object]):
    """The tier of a project."""

    tier = serializers.CharField()


class PolicyInput(ReasonInput):
    """A new revision of a policy."""

    environment = serializers.CharField(max_length=20)
    tier = serializers.ChoiceField(choices=Tier.choices)
    approvals = serializers.IntegerField(min_value=0, max_value=policies.MAX_APPROVALS)
    conditions = serializers.ListField(
        child=serializers.DictField(), max_length=policies.MAX_CONDITIONS
    )
    also = serializers.ListField(
        child=serializers.CharField(max_length=20),
        max_length=policies.MAX_CONDITIONS,
        required=False,
        help_text="Kinds of change beside promotion that need the approvals; "
        "as before when it is left out.",
    )


class PolicyOutput(serializers.Serializer[object]):
    """One revision."""

    id = serializers.UUIDField()
    environment = serializers.CharField()
    tier = serializers.CharField()
    revision = serializers.IntegerField()
    approvals = serializers.IntegerField()
    conditions = serializers.JSONField()
    also = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Kinds of change beside promotion that need the approvals.",
    )
    digest = serializers.CharField()
    published_at = serializers.DateTimeField()


class Changes(APIView):
    """The change requests of a project."""

    @extend_schema(responses=ChangeRequestLineOutput(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """Newest first."""
        actor = actor_of(request)
        project = scopes.find(actor, project_id)
        page = Page()
        found = change_pages.rows(actor).filter(project_id=project.pk)
        lines = change_lists.lines(page.paginate_queryset(found, request, self) or [])
        return page.get_paginated_response(
            ChangeRequestLineOutput(lines, many=True).data
        )


class OneChange(APIView):
    """One change request."""

    @extend_schema(responses=ChangeRequestOutput)
    def get(self, request: Request, change_id: UUID) -> Response:
        """As its page shows it."""
        found = change_pages.find(actor_of(request), change_id)
        return Response(ChangeRequestOutput(change_pages.shown(found)).data)


class Withdraw(APIView):
    """The end of one's own request."""

    @extend_schema(request=ReasonInput, responses={204: None})
    def post(self, request: Request, change_id: UUID) -> Response:
        """Take it back."""
        actor = actor_of(request)
        found = change_pages.find(actor, change_id)
        values = checked(ReasonInput(data=request.data))
        withdraw_change(actor=actor, change=found, **values)
        return Response(status=204)


class Risk(APIView):
    """The risk tier of a project."""

    @extend_schema(responses=RiskOutput)
    def get(self, request: Request, project_id: UUID) -> Response:
        """Low until somebody set it."""
        project = scopes.find(actor_of(request), project_id)
        return Response({"tier": policies.tier_of(project.pk)})

    @extend_schema(request=RiskInput, responses=RiskOutput)
    def post(self, request: Request, project_id: UUID) -> Response:
        """Set it."""
        actor = actor_of(request)
        project = scopes.find(actor, project_id)
        values = checked(RiskInput(data=request.data))
        made = set_risk_tier(actor=actor, project=project, **values)
        return Response(RiskOutput(made).data)


class Policies(APIView):
    """What each environment asks for."""

    @extend_schema(responses=PolicyOutput(many=True))
    def get(self, request: Request) -> Response:
        """Every revision, the newest of each first."""
        rows = Policy.objects.order_by("environment", "tier", "-revision")[:SHOWN]
        return Response(PolicyOutput(rows, many=True).data)

    @extend_schema(request=PolicyInput, responses={201: PolicyOutput})
    def post(self, request: Request) -> Response:
        """Publish a revision."""
        values = checked(PolicyInput(data=request.data))
        made = publish_policy(actor=actor_of(request), **values)
        return Response(PolicyOutput(made).data, status=201)
