"""The API of schedules."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.api.serializers import ReasonInput
from governance.api.views import actor_of, checked
from reports import queries
from reports.api.serializers import ScheduleInput, ScheduleOutput
from reports.api.views import version_of
from reports.models import ReportSchedule
from reports.operations.create_report_schedule import create_report_schedule
from reports.operations.end_report_schedule import end_report_schedule


class ProjectSchedules(ListAPIView[ReportSchedule]):
    """Schedules of one project that are in force."""

    serializer_class = ScheduleOutput

    def get_queryset(self) -> QuerySet[ReportSchedule]:
        """Soonest first."""
        if getattr(self, "swagger_fake_view", False):
            return ReportSchedule.objects.none()
        actor = actor_of(self.request)
        project = queries.project_for(actor, self.kwargs["project_id"])
        return queries.schedules_for(actor, project)

    @extend_schema(request=ScheduleInput, responses={201: ScheduleOutput})
    def post(self, request: Request, project_id: UUID) -> Response:
        """Let the calendar ask for a report, in my name."""
        actor = actor_of(request)
        project = queries.visible_project(actor, project_id)
        values = checked(ScheduleInput(data=request.data))
        values["version"] = version_of(project, values["version"])
        made = create_report_schedule(actor=actor, project=project, **values)
        return Response(ScheduleOutput(made).data, status=201)


class ScheduleDetail(APIView):
    """One schedule."""

    @extend_schema(responses=ScheduleOutput)
    def get(self, request: Request, schedule_id: UUID) -> Response:
        """What it asks for, when next, and whether it has ended."""
        found = queries.schedule_for(actor_of(request), schedule_id)
        return Response(ScheduleOutput(found).data)


class ScheduleEnd(APIView):
    """The end of a schedule."""

    @extend_schema(request=ReasonInput, responses=ScheduleOutput)
    def post(self, request: Request, schedule_id: UUID) -> Response:
        """Ask for no more reports."""
        actor = actor_of(request)
        found = queries.visible_schedule(actor, schedule_id)
        values = checked(ReasonInput(data=request.data))
        ended = end_report_schedule(actor=actor, schedule=found, **values)
        return Response(ScheduleOutput(ended).data)
