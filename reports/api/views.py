"""The API of reports: ask for one, look, take its files."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.api.views import actor_of, checked
from governance.models import User
from registry.models import Project, Version
from reports import evidence_tables, queries
from reports.api import serializers
from reports.calendar import Days
from reports.models import Report
from reports.operations.download_report import download_report
from reports.operations.download_table import download_table
from reports.operations.request_report import request_report
from reports.views.reports import as_attachment


class Reports(ListAPIView[Report]):
    """Reports of every project I may report on."""

    serializer_class = serializers.ReportOutput

    def get_queryset(self) -> QuerySet[Report]:
        """Newest first."""
        return queries.reports_for(actor_of(self.request))


class ProjectReports(ListAPIView[Report]):
    """Reports of one project."""

    serializer_class = serializers.ReportOutput

    def get_queryset(self) -> QuerySet[Report]:
        """Newest first."""
        if getattr(self, "swagger_fake_view", False):
            return Report.objects.none()
        actor = actor_of(self.request)
        project = queries.project_for(actor, self.kwargs["project_id"])
        return queries.reports_for(actor, project)

    @extend_schema(
        request=serializers.ReportInput, responses={202: serializers.ReportOutput}
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Ask for a report; a job builds it. Look at its state, then take its files."""
        actor = actor_of(request)
        project = queries.visible_project(actor, project_id)
        values = checked(serializers.ReportInput(data=request.data))
        report = request_report(
            actor=actor,
            kind=values["kind"],
            project=project,
            version=version_of(project, values["version"]),
            days=_days(values),
            reason=values["reason"],
        )
        return Response(told(actor, report.pk), status=202)


def told(actor: User, report_id: UUID) -> dict[str, Any]:
    """A report as it stands now, with all that the API tells of one."""
    found = queries.visible_report(actor, report_id)
    return dict(serializers.ReportOutput(found).data)


def version_of(project: Project, version_id: UUID | None) -> Version | None:
    return queries.version_of(project, version_id) if version_id else None


def _days(values: dict[str, Any]) -> Days | None:
    since, until = values["since"], values["until"]
    return Days(since, until) if since and until else None


class ReportDetail(APIView):
    """One report."""

    @extend_schema(responses=serializers.ReportOutput)
    def get(self, request: Request, report_id: UUID) -> Response:
        """Its state, and its verdict and files when it is done."""
        report = queries.report_for(actor_of(request), report_id)
        return Response(serializers.ReportOutput(report).data)


class ReportFile(APIView):
    """A file of a report: pdf, evidence or list."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, report_id: UUID, role: str) -> HttpResponse:
        """Its bytes. Taking them away leaves an entry."""
        actor = actor_of(request)
        report = queries.visible_report(actor, report_id)
        return as_attachment(download_report(actor=actor, report=report, role=role))


class ReportTables(APIView):
    """The tables of a report."""

    @extend_schema(responses=serializers.TableOutput(many=True))
    def get(self, request: Request, report_id: UUID) -> Response:
        """Their names and columns, read from the sealed evidence."""
        report = queries.report_for(actor_of(request), report_id)
        found = evidence_tables.tables(evidence_tables.evidence_of(report))
        return Response(serializers.TableOutput(found, many=True).data)


class ReportTable(APIView):
    """One table of a report: csv for a spreadsheet, json with the exact values."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(
        self, request: Request, report_id: UUID, name: str, form: str
    ) -> HttpResponse:
        """Its rows. Taking them away leaves an entry."""
        actor = actor_of(request)
        report = queries.visible_report(actor, report_id)
        return as_attachment(
            download_table(actor=actor, report=report, name=name, form=form)
        )
