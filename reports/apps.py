"""The top layer: sealed reports about everything below."""

from uuid import UUID

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from governance import jobs, subjects  # noqa: PLC0415 - models are loaded now
        from reports import panels  # noqa: PLC0415 - the same
        from reports.jobs import ACCOUNT, build_report  # noqa: PLC0415 - the same
        from reports.operations.request_report import REPORT_JOB  # noqa: PLC0415

        jobs.register(REPORT_JOB, build_report, ACCOUNT)
        subjects.register("report", report_url)
        panels.register()


def report_url(report_id: UUID) -> str:
    """Where a report's page is, for links from entries."""
    from django.urls import reverse  # noqa: PLC0415 - addresses are loaded later

    return reverse("reports:report", args=[report_id])
