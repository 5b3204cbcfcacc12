"""Celery's side: wake-ups that carry an id and nothing else."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from governance import access, due_work, jobs, scopes


@shared_task(acks_late=True, reject_on_worker_lost=True)
def run(job_id: str) -> None:
    """Do the job if it still waits."""
    jobs.run_job(UUID(job_id))


@shared_task
def reconcile() -> None:
    """Find what was lost."""
    jobs.reconcile()


@shared_task
def renew_projection(hours: int) -> None:
    """Let guardian's rows follow the grants that began or ended by the clock."""
    since = timezone.now() - timedelta(hours=hours)
    access.renew_projection(scopes.model(), since)


@shared_task
def order_due_work() -> None:
    """Add the jobs that the clock orders."""
    due_work.order()
