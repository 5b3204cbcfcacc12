"""Addresses of the API of reports, below /api/v1/."""

from django.urls import path

from reports.api import requirements, views

app_name = "reports_api"
urlpatterns = [
    path("requirements", requirements.Requirements.as_view(), name="requirements"),
    path("reports", views.Reports.as_view(), name="reports"),
    path("reports/<uuid:report_id>", views.ReportDetail.as_view(), name="report"),
    path(
        "reports/<uuid:report_id>/files/<slug:role>",
        views.ReportFile.as_view(),
        name="file",
    ),
    path(
        "projects/<uuid:project_id>/reports",
        views.ProjectReports.as_view(),
        name="project_reports",
    ),
]
