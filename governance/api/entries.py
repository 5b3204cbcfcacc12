"""The API of one entry: read it, correct it, erase a value of it."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import history
from governance.api import serializers
from governance.api.views import actor_of, checked
from governance.entry_pages import told
from governance.models import User
from governance.operations.correct_entry import correct_entry
from governance.operations.erase_disclosure import erase_disclosure


class OneEntry(APIView):
    """One entry of the ledger."""

    @extend_schema(responses=serializers.EntryOutput)
    def get(self, request: Request, entry_id: UUID) -> Response:
        """Everything it holds: told, and as it was hashed."""
        return Response(_entry(actor_of(request), entry_id))


class Corrections(APIView):
    """Corrections of an entry."""

    @extend_schema(
        request=serializers.CorrectionInput, responses={201: serializers.EntryOutput}
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        """Say how it really was; the answer is the new entry."""
        actor = actor_of(request)
        found = history.find_entry(actor, entry_id)
        values = checked(serializers.CorrectionInput(data=request.data))
        made = correct_entry(actor=actor, entry=found, **values)
        return Response(_entry(actor, made), status=201)


class Erasures(APIView):
    """Erasures of values of an entry."""

    @extend_schema(
        request=serializers.ErasureInput, responses={201: serializers.ErasureOutput}
    )
    def post(self, request: Request, entry_id: UUID) -> Response:
        """Erase a value for good; the answer lists what keeps it."""
        actor = actor_of(request)
        found = history.find_to_erase(actor, entry_id)
        values = checked(serializers.ErasureInput(data=request.data))
        done = erase_disclosure(actor=actor, entry=found, **values)
        return Response(serializers.ErasureOutput(done).data, status=201)


def _entry(actor: User, entry_id: UUID) -> dict[str, Any]:
    found = told(actor, history.find_entry(actor, entry_id))
    line = serializers.EventOutput(found.line).data
    rest = {"body": found.body, "refs": found.line.refs, "later": found.line.later}
    more = serializers.EntryParts({**rest, "disclosed": found.disclosed}).data
    return {**line, **more}
