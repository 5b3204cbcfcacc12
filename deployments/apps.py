"""Where versions run: environments, deployments, releases."""

from collections.abc import Collection
from uuid import UUID

from django.apps import AppConfig
from django.urls import reverse


class DeploymentsConfig(AppConfig):
    name = "deployments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell governance what we do and where our pages are."""
        from deployments import (  # noqa: PLC0415
            apply_job,
            concerned,
            emergencies,
            gate_conditions,
            job_kinds,
            panels,
            promotion,
            publish_job,
            release_job,
            retirement,
        )
        from governance import inbox, jobs, subjects  # noqa: PLC0415 - apps must be loaded

        account = release_job.ACCOUNT
        jobs.register(
            job_kinds.RELEASE, release_job.bring_up, account, release_job.given_up
        )
        jobs.register(job_kinds.PUBLISH, publish_job.publish_routes, account)
        jobs.register(promotion.JOB, apply_job.apply, account)
        promotion.register()
        retirement.register()
        gate_conditions.register()
        publish_job.register_followups()
        panels.register()
        subjects.register("deployment", _deployment_url)
        subjects.register("release", _release_url)
        subjects.register_many("emergency", _emergency_urls)
        inbox.register(emergencies.waiting)
        concerned.register()


def _deployment_url(deployment_id: UUID) -> str:
    return reverse("deployments:deployment", args=[deployment_id])


def _release_url(release_id: UUID) -> str:
    return reverse("deployments:release", args=[release_id])


def _emergency_urls(keys: Collection[UUID]) -> dict[UUID, str]:
    """An emergency stands on the page of its deployment; one query for all."""
    from deployments.models import Emergency  # noqa: PLC0415 - apps must be loaded

    rows = Emergency.objects.filter(pk__in=keys).values_list("pk", "deployment_id")
    return {key: _deployment_url(deployment) for key, deployment in rows}
