"""The API of what happens to a report: it is stopped, held, and let go."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.api.serializers import ReasonInput
from governance.api.views import actor_of, checked
from reports import queries
from reports.api.serializers import ReportOutput
from reports.api.views import told
from reports.operations.cancel_report import cancel_report
from reports.operations.hold_report import hold_report
from reports.operations.lift_hold import lift_hold


class ReportCancel(APIView):
    """The end of a report before it is built."""

    @extend_schema(request=ReasonInput, responses=ReportOutput)
    def post(self, request: Request, report_id: UUID) -> Response:
        """Stop it; nothing of it is kept."""
        actor = actor_of(request)
        report = queries.visible_report(actor, report_id)
        values = checked(ReasonInput(data=request.data))
        cancel_report(actor=actor, report=report, **values)
        return Response(told(actor, report.pk))


class ReportHold(APIView):
    """The legal hold on a report."""

    @extend_schema(request=ReasonInput, responses={201: ReportOutput})
    def post(self, request: Request, report_id: UUID) -> Response:
        """Keep its files until the hold is lifted."""
        actor = actor_of(request)
        report = queries.visible_report(actor, report_id)
        values = checked(ReasonInput(data=request.data))
        hold_report(actor=actor, report=report, **values)
        return Response(told(actor, report.pk), status=201)


class ReportLiftHold(APIView):
    """The end of a legal hold."""

    @extend_schema(request=ReasonInput, responses=ReportOutput)
    def post(self, request: Request, report_id: UUID) -> Response:
        """Lift it; the retention of the report counts again."""
        actor = actor_of(request)
        report = queries.visible_report(actor, report_id)
        values = checked(ReasonInput(data=request.data))
        lift_hold(actor=actor, report=report, **values)
        return Response(told(actor, report.pk))
