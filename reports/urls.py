"""Addresses of the reports centre."""

from django.urls import path, re_path

from reports import verify_views, views

app_name = "reports"
urlpatterns = [
    path("verify/", verify_views.verify, name="verify"),
    path(
        "verify/certificates.pem",
        verify_views.certificates,
        name="verify_certificates",
    ),
    re_path(
        r"^verify/(?P<number>[A-Z0-9-]{1,40})/(?P<digest>[0-9a-f]{20})/$",
        verify_views.verify_number,
        name="verify_number",
    ),
    path("reports/", views.reports, name="reports"),
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
