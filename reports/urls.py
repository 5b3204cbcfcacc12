"""Addresses of the reports centre."""

from django.urls import path

from reports import requirement_pages, views

app_name = "reports"
urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("requirements/", requirement_pages.requirements, name="requirements"),
    path(
        "requirements/publish/",
        requirement_pages.publish,
        name="publish_requirements",
    ),
    path("reports/<uuid:report_id>/", views.report, name="report"),
    path("reports/<uuid:report_id>/progress/", views.progress, name="progress"),
    path("reports/<uuid:report_id>/<slug:role>/", views.download, name="download"),
    path(
        "projects/<uuid:project_id>/reports/",
        views.project_reports,
        name="project_reports",
    ),
    path(
        "projects/<uuid:project_id>/reports/new/<slug:kind>/",
        views.new_report,
        name="new_report",
    ),
]
