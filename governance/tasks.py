"""Celery's side: wake-ups that carry an id and nothing else."""

from uuid import UUID

from celery import shared_task

from governance import jobs


@shared_task(acks_late=True, reject_on_worker_lost=True)
def run(job_id: str) -> None:
    """Do the job if it still waits."""
    jobs.run_job(UUID(job_id))


@shared_task
def reconcile() -> None:
    """Find what was lost."""
    jobs.reconcile()
