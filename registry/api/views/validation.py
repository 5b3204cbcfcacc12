"""The API of validations: plan, results, findings, verdict and standing."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.api.serializers import ReasonInput
from governance.api.views import actor_of, checked
from governance.models import User
from registry import queries
from registry import validation_queries as reads
from registry.api import validation_serializers as told
from registry.models import Finding, Validation
from registry.operations.add_validation_test import add_validation_test
from registry.operations.close_finding import close_finding
from registry.operations.give_verdict import give_verdict
from registry.operations.open_validation import open_validation
from registry.operations.raise_finding import raise_finding
from registry.operations.record_test import record_test
from registry.operations.reply_to_finding import reply_to_finding
from registry.refit import compare
from registry.validation import standing


class Standing(APIView):
    """What a gate reads."""

    @extend_schema(responses=told.StandingOutput)
    def get(self, request: Request, version_id: UUID) -> Response:
        """Where the version stands, with the verdict that counts."""
        found = queries.version_for(actor_of(request), version_id)
        return Response(told.StandingOutput(standing(found)).data)


class OneComparison(APIView):
    """The proof of a refit."""

    @extend_schema(responses=told.ComparisonOutput)
    def get(self, request: Request, version_id: UUID, older_id: UUID) -> Response:
        """Compare the sealed manifests of an older version and of this one."""
        actor = actor_of(request)
        older = queries.version_for(actor, older_id)
        newer = queries.version_for(actor, version_id)
        return Response(told.ComparisonOutput(compare(older, newer)).data)


class Validations(APIView):
    """The validations of a version."""

    @extend_schema(responses=told.ValidationOutput(many=True))
    def get(self, request: Request, version_id: UUID) -> Response:
        """Validations, newest first."""
        actor = actor_of(request)
        found = reads.validations(actor, queries.version_for(actor, version_id))
        return Response(told.ValidationOutput(found, many=True).data)

    @extend_schema(request=told.PlanInput, responses={201: told.ValidationOutput})
    def post(self, request: Request, version_id: UUID) -> Response:
        """Open a validation; for validators who built nothing in the lineage."""
        actor = actor_of(request)
        version = queries.version_for(actor, version_id)
        values = checked(told.PlanInput(data=request.data))
        made = open_validation(actor=actor, version=version, **values)
        return Response(told.ValidationOutput(made).data, status=201)


class OneValidation(APIView):
    """One validation."""

    @extend_schema(responses=told.WholeValidationOutput)
    def get(self, request: Request, validation_id: UUID) -> Response:
        """The validation with its tests, findings and verdict."""
        return Response(_whole(actor_of(request), validation_id))


def _whole(actor: User, validation_id: UUID) -> object:
    found: Validation = reads.validation_for(actor, validation_id)
    everything = {
        "validation": found,
        "tests": reads.tests(found),
        "findings": reads.findings(found),
    }
    return told.WholeValidationOutput(everything).data


class Tests(APIView):
    """The plan of a validation."""

    @extend_schema(
        request=told.PlannedTestInput, responses={201: told.WholeValidationOutput}
    )
    def post(self, request: Request, validation_id: UUID) -> Response:
        """Add a test to the plan."""
        actor = actor_of(request)
        found = reads.validation_for(actor, validation_id)
        values = checked(told.PlannedTestInput(data=request.data))
        add_validation_test(actor=actor, validation=found, **values)
        return Response(_whole(actor, validation_id), status=201)


class Results(APIView):
    """The results of a test."""

    @extend_schema(request=told.ResultInput, responses={201: told.ResultOutput})
    def post(self, request: Request, test_id: UUID) -> Response:
        """Record a result; the newest one counts."""
        actor = actor_of(request)
        test = reads.test_for(actor, test_id)
        values = checked(told.ResultInput(data=request.data))
        made = record_test(actor=actor, test=test, **values)
        return Response(told.ResultOutput(made).data, status=201)


class Findings(APIView):
    """The findings of a validation."""

    @extend_schema(request=told.FindingInput, responses={201: told.FindingOutput})
    def post(self, request: Request, validation_id: UUID) -> Response:
        """Raise a finding."""
        actor = actor_of(request)
        found = reads.validation_for(actor, validation_id)
        values = checked(told.FindingInput(data=request.data))
        made = raise_finding(actor=actor, validation=found, **values)
        return Response(_finding(actor, made), status=201)


class Replies(APIView):
    """The answers to a finding."""

    @extend_schema(request=told.ReplyInput, responses={201: told.FindingOutput})
    def post(self, request: Request, finding_id: UUID) -> Response:
        """Reply to a finding."""
        actor = actor_of(request)
        found = reads.finding_for(actor, finding_id)
        values = checked(told.ReplyInput(data=request.data))
        reply_to_finding(actor=actor, finding=found, **values)
        return Response(_finding(actor, found), status=201)


class Close(APIView):
    """The end of a finding."""

    @extend_schema(request=ReasonInput, responses=told.FindingOutput)
    def post(self, request: Request, finding_id: UUID) -> Response:
        """Close a finding."""
        actor = actor_of(request)
        found = reads.finding_for(actor, finding_id)
        values = checked(ReasonInput(data=request.data))
        close_finding(actor=actor, finding=found, **values)
        return Response(_finding(actor, found))


def _finding(actor: User, finding: Finding) -> object:
    return told.FindingOutput(reads.finding_for(actor, finding.pk)).data


class OneVerdict(APIView):
    """The end of a validation."""

    @extend_schema(
        request=told.ValidationVerdictInput, responses={201: told.VerdictOutput}
    )
    def post(self, request: Request, validation_id: UUID) -> Response:
        """Give the verdict; it is about the snapshot that was validated."""
        actor = actor_of(request)
        found = reads.validation_for(actor, validation_id)
        values = checked(told.ValidationVerdictInput(data=request.data))
        made = give_verdict(actor=actor, validation=found, **values)
        return Response(told.VerdictOutput(made).data, status=201)
