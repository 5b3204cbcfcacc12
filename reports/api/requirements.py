"""The API of the requirements: what counts now, and a new revision."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.api.serializers import ReasonInput
from governance.api.views import actor_of, checked
from reports.operations.publish_requirements import publish_requirements
from reports.requirements import in_force
from reports.requirements.clauses import MOST


class RequirementsInput(ReasonInput):
    """The whole list of a new revision."""

    requirements = serializers.ListField(
        child=serializers.DictField(), min_length=1, max_length=MOST
    )


class RequirementsOutput(serializers.Serializer[object]):
    """One revision; number 0 came with the product."""

    revision = serializers.IntegerField(source="number")
    digest = serializers.CharField()
    published = serializers.CharField()
    is_whole = serializers.BooleanField()
    requirements = serializers.JSONField(source="items")


class Requirements(APIView):
    """The requirements that reports speak to."""

    @extend_schema(responses=RequirementsOutput)
    def get(self, request: Request) -> Response:
        """The revision that counts now."""
        actor_of(request)
        return Response(RequirementsOutput(in_force.newest()).data)

    @extend_schema(request=RequirementsInput, responses={201: RequirementsOutput})
    def post(self, request: Request) -> Response:
        """Publish a revision."""
        values = checked(RequirementsInput(data=request.data))
        made = publish_requirements(actor=actor_of(request), **values)
        return Response(RequirementsOutput(in_force.told(made)).data, status=201)
