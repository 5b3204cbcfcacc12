"""Addresses of the reports centre."""

from django.urls import path, re_path

from reports import requirement_pages, verify_views
from reports.views import lists, reports, schedules, steps

app_name = "reports"
REPORT = "reports/<uuid:report_id>"
SCHEDULE = "report-schedules/<uuid:schedule_id>"
PROJECT = "projects/<uuid:project_id>/reports"
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
    path("reports/", lists.reports, name="reports"),
    path("requirements/", requirement_pages.requirements, name="requirements"),
    path(
        "requirements/publish/",
        requirement_pages.publish,
        name="publish_requirements",
    ),
    path(f"{REPORT}/", reports.report, name="report"),
    path(f"{REPORT}/progress/", reports.progress, name="progress"),
    path(f"{REPORT}/preview/", reports.preview, name="preview"),
    path(f"{REPORT}/stop/", steps.cancel, name="cancel"),
    path(f"{REPORT}/hold/", steps.hold, name="hold"),
    path(f"{REPORT}/lift-hold/", steps.lift, name="lift_hold"),
    path(
        f"{REPORT}/tables/<slug:name>/<slug:form>/",
        reports.table,
        name="download_table",
    ),
    path(f"{REPORT}/<slug:role>/", reports.download, name="download"),
    path(f"{SCHEDULE}/", schedules.schedule, name="schedule"),
    path(f"{SCHEDULE}/end/", schedules.end_schedule, name="end_schedule"),
    path(f"{PROJECT}/", lists.project_reports, name="project_reports"),
    path(f"{PROJECT}/new/<slug:kind>/", steps.new_report, name="new_report"),
    path(f"{PROJECT}/schedule/", schedules.new_schedule, name="new_schedule"),
]
