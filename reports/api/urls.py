"""Addresses of the API of reports, below /api/v1/."""

from django.urls import path

from reports.api import requirements, schedules, steps, views

app_name = "reports_api"
REPORT = "reports/<uuid:report_id>"
SCHEDULE = "report-schedules/<uuid:schedule_id>"
PROJECT = "projects/<uuid:project_id>"
urlpatterns = [
    path("requirements", requirements.Requirements.as_view(), name="requirements"),
    path("reports", views.Reports.as_view(), name="reports"),
    path(REPORT, views.ReportDetail.as_view(), name="report"),
    path(f"{REPORT}/cancel", steps.ReportCancel.as_view(), name="cancel"),
    path(f"{REPORT}/hold", steps.ReportHold.as_view(), name="hold"),
    path(f"{REPORT}/lift-hold", steps.ReportLiftHold.as_view(), name="lift_hold"),
    path(f"{REPORT}/files/<slug:role>", views.ReportFile.as_view(), name="file"),
    path(f"{REPORT}/tables", views.ReportTables.as_view(), name="tables"),
    path(
        f"{REPORT}/tables/<slug:name>/<slug:form>",
        views.ReportTable.as_view(),
        name="file_of_table",
    ),
    path(f"{PROJECT}/reports", views.ProjectReports.as_view(), name="project_reports"),
    path(
        f"{PROJECT}/report-schedules",
        schedules.ProjectSchedules.as_view(),
        name="project_schedules",
    ),
    path(SCHEDULE, schedules.ScheduleDetail.as_view(), name="schedule"),
    path(f"{SCHEDULE}/end", schedules.ScheduleEnd.as_view(), name="end_schedule"),
]
