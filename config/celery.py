"""The Celery application: wake-ups only, the truth is in the Job table."""

import os
import sys

from celery import Celery
from celery.signals import worker_init, worker_shutting_down
from celery.worker.state import reserved_requests

from config import broker
from reports.sealing import keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

broker.register()
app = Celery("hallmark")
app.set_default()  # for every thread of the web process, not only for this one
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["governance", "deployments"])


def end_at_once_when_idle(**about: object) -> None:
    """Do not wait five seconds for a pool that does nothing; Ctrl-C is pressed often.

    Nothing is lost: a wake-up that was not yet received is sent again from its job.
    """
    if not reserved_requests:
        os._exit(0)


def require_report_key(**about: object) -> None:
    """A server's worker does not start without the key that seals reports."""
    if not app.conf.get("REPORT_KEY_REQUIRED"):
        return
    try:
        keys.load()
    except keys.KeyUnavailableError as error:
        sys.stderr.write(f"{error}\n")
        os._exit(1)


worker_shutting_down.connect(end_at_once_when_idle)
worker_init.connect(require_report_key)
