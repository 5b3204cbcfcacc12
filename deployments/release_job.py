"""The job that brings a release up: Preparing, Launching, Healthy - or Failed.

May be stopped and started again anywhere, and run twice at once. States are entered
once and under the lock of the endpoint, folders are made at once, the routes file says
what the database says. Whoever finds the release no longer on its way ends quietly:
somebody else has written its end.
"""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from deployments.job_kinds import release_key
from deployments.lifecycle import State
from deployments.models import Deployment, Release
from deployments.operations.mark_failed import mark_failed
from deployments.operations.mark_healthy import mark_healthy
from deployments.promotion import refuse_unapproved
from deployments.runtimes.base import PreparationFailed, Runtime
from deployments.runtimes.local import runtime
from deployments.states import advance, moving
from governance.exceptions import AccessDenied, IllegalMove
from governance.jobs import JobRun
from governance.models import Job, User
from governance.rights import deploy_right

ACCOUNT = "deployer"
LIMIT = 75.0  # seconds; the gateway gives up a launch after 60
LOOK_EVERY = 0.05
SILENT = "The scoring gateway does not answer."
GIVEN_UP = "The work stopped by a fault of the product. Its job and the log say more."


class LaunchFailed(Exception):  # noqa: N818 - named for what is wrong
    """The release did not become ready; the sentence says why."""


def bring_up(run: JobRun) -> None:
    """Do the job with the runtime of this installation."""
    release = Release.objects.select_related(
        "deployment", "version", "requested_by"
    ).get(pk=run.params["release"])
    with_runtime(run, release, runtime())


def with_runtime(run: JobRun, release: Release, local: Runtime) -> None:
    """Do it with any runtime; a release that is over already stays as it is."""
    if moving(release):
        with _unless_over(release):
            _bring_up(run, release, local)
    local.publish()


def given_up(job: Job) -> None:
    """The job ended by an error of ours: its release must not stay on its way."""
    release = Release.objects.select_related("deployment", "version").get(
        pk=job.params["release"]
    )
    _give_up(release)
    runtime().publish()


def end_abandoned() -> None:
    """Fail the releases on their way whose job is over: who ended it said no more.

    Releases are read before jobs, so one that ends meanwhile is found over.
    """
    rows = Release.objects.filter(
        pk__in=Deployment.objects.exclude(next_release=None).values("next_release")
    ).select_related("deployment", "version")
    found = {release_key(release.pk): release for release in rows}
    for effect in found.keys() - _at_work(found):
        _give_up(found[effect])


def _at_work(effects: Collection[str]) -> set[str]:
    """Which of them somebody works on, or soon will."""
    states = [Job.State.QUEUED, Job.State.RUNNING]
    rows = Job.objects.filter(effect_key__in=effects, state__in=states)
    return set(rows.values_list("effect_key", flat=True))


def _give_up(release: Release) -> None:
    with _unless_over(release):
        actor = User.objects.system(ACCOUNT)
        mark_failed(actor=actor, release=release, reason=GIVEN_UP)


@contextmanager
def _unless_over(release: Release) -> Iterator[None]:
    """Another run, or whoever deleted the endpoint, has said the end in the ledger."""
    try:
        yield
    except IllegalMove:
        if _is_wanted(release):
            raise


def _bring_up(run: JobRun, release: Release, local: Runtime) -> None:
    """What cannot be brought up ends as Failed, not as an error of the job."""
    try:
        _prepare(run, release, local)
        _launch(run, release, local)
    except (PreparationFailed, LaunchFailed, AccessDenied) as error:
        mark_failed(actor=run.actor, release=release, reason=str(error))


def _prepare(run: JobRun, release: Release, local: Runtime) -> None:
    _recheck(run, release)
    advance(release, State.PREPARING)
    done = local.prepare(release, lambda words: run.progress(0.3, words))
    advance(release, State.LAUNCHING, done)


def _launch(run: JobRun, release: Release, local: Runtime) -> None:
    _recheck(run, release)
    began = time.monotonic()
    revision = local.publish()
    _until_it_answers(run, release, local, revision)
    seconds = time.monotonic() - began
    mark_healthy(
        actor=run.actor,
        release=release,
        detail=f"Answers after {seconds:.2f} s: loaded, golden rows and warm-up held",
    )


def _until_it_answers(
    run: JobRun, release: Release, local: Runtime, revision: int
) -> None:
    """Ask until the release is live; LaunchFailed when it cannot be."""
    end, looked = time.monotonic() + LIMIT, time.monotonic()
    words = SILENT
    while time.monotonic() < end:
        words = _words(release, local, revision)
        if not words:
            return
        run.progress(0.7, words)
        if time.monotonic() - looked > 1:
            looked = time.monotonic()
            if not _is_wanted(release):
                raise IllegalMove(f"{release} is not on its way.")
        time.sleep(LOOK_EVERY)
    run.progress(0.7, words)  # a stalled worker learns here that another has the job
    raise LaunchFailed(f"Not ready within {LIMIT:g} s. {words}")


def _words(release: Release, local: Runtime, revision: int) -> str:
    """What is being waited for; empty when the release answers."""
    actual = local.actual()
    if actual is None:
        return SILENT
    if actual.revision < revision:
        return "The gateway has not read the new routes yet."
    route = actual.routes.get(str(release.deployment_id))
    if route is None or route["wanted"] != str(release.pk):
        return "The gateway does not know the release yet."
    if route["release"] == str(release.pk):
        return ""
    if route["state"] == State.FAILED:
        raise LaunchFailed(route["reason"] or "The worker failed without a reason.")
    return "The worker loads the model and warms up."


def _is_wanted(release: Release) -> bool:
    return Deployment.objects.filter(
        pk=release.deployment_id, next_release=release
    ).exists()


def _recheck(run: JobRun, release: Release) -> None:
    """A right or an approval may have ended since; then nothing is started."""
    deployment = release.deployment
    scope: UUID | None = deployment.project_id
    run.recheck(deploy_right(deployment.environment_id), scope)
    refuse_unapproved(release)
