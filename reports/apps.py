"""The top layer: sealed reports about everything below."""

from uuid import UUID

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are loaded only now.
        from governance import (  # noqa: PLC0415
            concerns,
            due_work,
            jobs,
            redaction,
            subjects,
        )
        from reports import concerned, panels, sealed_values  # noqa: PLC0415
        from reports import jobs as work  # noqa: PLC0415
        from reports.operations.erase_failure import erase_failure  # noqa: PLC0415
        from reports.operations.ordering import REPORT_JOB  # noqa: PLC0415

        jobs.register(REPORT_JOB, work.build_report, work.ACCOUNT)
        jobs.register(work.SCHEDULE_JOB, work.run_schedule, work.ACCOUNT)
        jobs.register(work.REMOVAL_JOB, work.remove_files, work.ACCOUNT)
        due_work.register(work.order_due_work)
        subjects.register("report", report_url)
        subjects.register("report_schedule", schedule_url)
        subjects.register("requirements", requirements_url)
        redaction.register_eraser(erase_failure)
        redaction.register_holder(sealed_values.holding)
        panels.register()
        concerns.register(concerned.requesters)
        concerns.register(concerned.schedulers)


def report_url(report_id: UUID) -> str:
    """Where a report's page is, for links from entries."""
    from django.urls import reverse  # noqa: PLC0415 - addresses are loaded later

    return reverse("reports:report", args=[report_id])


def schedule_url(schedule_id: UUID) -> str:
    """A schedule stands on a page of its own."""
    from django.urls import reverse  # noqa: PLC0415 - addresses are loaded later

    return reverse("reports:schedule", args=[schedule_id])


def requirements_url(_: UUID) -> str:
    """Where the requirements are; each revision stands on the one page."""
    from django.urls import reverse  # noqa: PLC0415 - addresses are loaded later

    return reverse("reports:requirements")
