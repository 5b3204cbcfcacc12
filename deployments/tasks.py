"""Celery's side: what the clock does, whatever became of the jobs that should have."""

from celery import shared_task

from deployments import release_job
from deployments.runtimes.local import runtime


@shared_task
def publish() -> None:
    """End what nobody works on; then let the routes file say what the database says.

    A revoked key closes by this even when the job of the revocation was lost. Only
    reads, when nothing has changed.
    """
    release_job.end_abandoned()
    runtime().publish()
