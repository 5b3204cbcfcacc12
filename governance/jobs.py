"""Durable background work. The Job row is the truth; a broker message only wakes.

A row is claimed by a conditional update, so that two workers never hold one job. Lost
wake-ups and dead workers are found by `reconcile`. Attempts are counted in the
database: after three the job is Failed, with an entry.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from governance import access
from governance.actions import Action
from governance.context import Origin, acting_from
from governance.exceptions import AccessDenied, GovernanceError
from governance.models import Job, User
from governance.recording import Named, governed
from governance.rights import Right

MAX_ATTEMPTS = 3
STALE = timedelta(seconds=90)
WAKE_AGAIN = timedelta(seconds=10)
HEARTBEAT = timedelta(seconds=1)
ACCOUNT = "jobs"

logger = structlog.get_logger(__name__)
Handler = Callable[["JobRun"], None]
GivenUp = Callable[[Job], None]
_HANDLERS: dict[str, tuple[Handler, str]] = {}
_GIVEN_UP: dict[str, GivenUp] = {}


class LostHold(Exception):  # noqa: N818 - named for what is wrong
    """Somebody stopped the job or another worker took it over; this one leaves it."""


class JobRun:
    """A job while it runs: its parameters, its progress, and in whose name."""

    def __init__(self, job: Job, actor: User) -> None:
        self.job = job
        self.actor = actor
        self.params: dict[str, Any] = job.params
        self.requested_by = job.requested_by
        self._told = timezone.now() - HEARTBEAT

    def progress(self, fraction: float, message: str) -> None:
        """Tell how far it is, 0 to 1, at most once a second; also the heartbeat."""
        now = timezone.now()
        if now - self._told < HEARTBEAT:
            return
        self._told = now
        told = _held(self.job).update(
            progress=min(max(fraction, 0.0), 1.0),
            message=message[:200],
            heartbeat_at=now,
        )
        if not told:
            raise LostHold

    def recheck(self, right: Right, scope_id: UUID | None) -> None:
        """Ask again whether the requester may; call before each outside effect.

        Also whether somebody has stopped the job: LostHold then.
        """
        if not _held(self.job).exists():
            raise LostHold
        decision = access.may(self.requested_by, right, scope_id)
        if not decision.allowed:
            raise AccessDenied(decision.because)


def register(
    kind: str,
    handler: Handler,
    account: str = ACCOUNT,
    given_up: GivenUp | None = None,
) -> None:
    """Name the function that does a kind of job, and the system account it acts as.

    `given_up` is told about a job that ends as Failed, also one whose worker died.
    """
    if kind in _HANDLERS:
        raise ValueError(f"the job kind {kind} is registered twice")
    _HANDLERS[kind] = (handler, account)
    if given_up is not None:
        _GIVEN_UP[kind] = given_up


def enqueue(
    requested_by: User,
    kind: str,
    subject: Named,
    effect_key: str,
    params: dict[str, Any],
) -> Job:
    """Add a job inside the caller's transaction and wake a worker when it commits."""
    if kind not in _HANDLERS:
        raise ValueError(f"nobody does jobs of kind {kind}")
    job = Job.objects.create(
        kind=kind,
        about_type=subject.subject_type,
        about_id=subject.pk,
        project_id=subject.scope_id,
        effect_key=effect_key,
        params=params,
        requested_by=requested_by,
    )
    transaction.on_commit(lambda: wake(job.pk), robust=True)
    return job


def cancel(job: Job) -> None:
    """End a job inside the caller's `governed`: its entry says who and why.

    A queued one never starts. A running one stops when it next tells its progress or
    asks for a right. Nothing happens to one that is over.
    """
    live = [Job.State.QUEUED, Job.State.RUNNING]
    Job.objects.filter(pk=job.pk, state__in=live).update(
        state=Job.State.CANCELLED, message="Stopped", finished_at=timezone.now()
    )


def wake(job_id: UUID) -> None:
    """Send the broker message. Losing it only costs the time until `reconcile`."""
    from governance.tasks import run  # noqa: PLC0415 - tasks call us back

    run.delay(str(job_id))


def run_job(job_id: UUID) -> None:
    """Claim and do one job; does nothing when it is over or held by a live worker."""
    job = _claim(job_id)
    if job is None:
        return
    handler, account = _HANDLERS[job.kind]
    actor = User.objects.system(account)
    with acting_from(Origin(source="job", auth="system")):
        try:
            handler(JobRun(job, actor))
        except LostHold:
            logger.warning("job_lost_hold", kind=job.kind, job=str(job.pk))
        except Exception as error:  # noqa: BLE001 - any failure of a job is its state
            _fail(job, actor, error)
        else:
            _finish(job, Job.State.DONE)


def _claim(job_id: UUID) -> Job | None:
    now = timezone.now()
    free = Q(state=Job.State.QUEUED) | Q(
        state=Job.State.RUNNING, heartbeat_at__lt=now - STALE
    )
    claimed = Job.objects.filter(free, pk=job_id, attempts__lt=MAX_ATTEMPTS).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, heartbeat_at=now, error=""
    )
    if not claimed:
        return None
    return Job.objects.select_related("requested_by").get(pk=job_id)


def _held(job: Job) -> QuerySet[Job]:
    """The row, as long as this attempt holds it: what a late worker says is ignored."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


def _finish(job: Job, state: Job.State, error: str = "") -> None:
    done = state is Job.State.DONE
    _held(job).update(
        state=state,
        error=error,
        progress=1.0 if done else job.progress,
        message="Done" if done else "Failed",
        finished_at=timezone.now(),
    )


def _fail(job: Job, actor: User, error: Exception) -> None:
    """Queue it again, or give it up: at once when trying again cannot help."""
    words = _told(job, error)
    logger.warning(
        "job_attempt_failed",
        kind=job.kind,
        job=str(job.pk),
        attempt=job.attempts,
        exc_info=error,
    )
    if isinstance(error, GovernanceError) or job.attempts >= MAX_ATTEMPTS:
        give_up(job, actor, words)
        return
    _held(job).update(state=Job.State.QUEUED, error=words)


def _told(job: Job, error: Exception) -> str:
    """What people are told: our own sentences, nothing from inside (paths, URLs)."""
    if isinstance(error, GovernanceError):
        return error.message[:500]
    return f"It failed inside ({type(error).__name__}). The log has more: job {job.pk}."


def give_up(job: Job, actor: User, words: str) -> None:
    """The job is Failed, with an entry that says why; nothing when it is over."""
    try:
        _record_failure(job, actor, words)
    except LostHold:
        return
    if job.kind in _GIVEN_UP:
        _GIVEN_UP[job.kind](job)


def _record_failure(job: Job, actor: User, words: str) -> None:
    with governed(
        actor, Action.JOB_FAILED, job, on_behalf_of=job.requested_by
    ) as record:
        row: Job = record.subject
        if row.state != Job.State.RUNNING or row.attempts != job.attempts:
            raise LostHold
        record.change("kind", None, job.kind)
        record.disclose("error", None, words)
        _finish(row, Job.State.FAILED, words)


def reconcile() -> int:
    """Wake jobs whose message or worker was lost; give up the poisonous ones."""
    now = timezone.now()
    quiet = Q(state=Job.State.QUEUED, created_at__lt=now - WAKE_AGAIN) | Q(
        state=Job.State.RUNNING, heartbeat_at__lt=now - STALE
    )
    waiting = list(Job.objects.filter(quiet).select_related("requested_by")[:100])
    for job in waiting:
        if job.attempts >= MAX_ATTEMPTS:
            account = User.objects.system(_HANDLERS[job.kind][1])
            give_up(job, account, f"It stopped without a word {MAX_ATTEMPTS} times.")
        else:
            wake(job.pk)
    return len(waiting)
