"""The state rows of releases: reading the last one, adding the next legal one."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from deployments.lifecycle import State, is_moving, may_move
from deployments.models import Deployment, Release, ReleaseState
from governance.exceptions import IllegalMove

MAX_DETAIL = 2000


def state_of(release: Release) -> State | None:
    """The state a release is in now; None while its job has not begun."""
    last = ReleaseState.objects.filter(release=release).order_by("pk").last()
    return State(last.state) if last else None


def was_healthy(release: Release) -> bool:
    """Whether the release has ever answered."""
    return ReleaseState.objects.filter(release=release, state=State.HEALTHY).exists()


def moving(release: Release) -> bool:
    """Whether the release is still on its way."""
    return is_moving(state_of(release))


def enter(release: Release, to: State, detail: str = "") -> None:
    """Add a state, if the table allows it; one that was reached before stays as it is.

    Two workers at once are stopped by the unique constraint on (release, state).
    """
    reached = list(
        ReleaseState.objects.filter(release=release)
        .order_by("pk")
        .values_list("state", flat=True)
    )
    if to in reached:
        return
    now = State(reached[-1]) if reached else None
    if not may_move(now, to):
        raise IllegalMove(f"{release} is {now or 'new'} and cannot become {to}.")
    ReleaseState.objects.create(release=release, state=to, detail=detail[:MAX_DETAIL])


def advance(release: Release, to: State, detail: str = "") -> None:
    """Like `enter`, for the job: under the lock of the endpoint, like every end."""
    with transaction.atomic():
        rows = Deployment.objects.select_for_update(of=("self",))
        refuse_over(rows.get(pk=release.deployment_id), release)
        enter(release, to, detail)


def refuse_over(row: Deployment, release: Release) -> None:
    """Refuse a step of a release that is not the one on its way; `row` is locked."""
    if row.next_release_id != release.pk:
        raise IllegalMove(f"{release} is not on its way.")


def last_states(releases: Iterable[UUID]) -> dict[UUID, State]:
    """The state of each of many releases, in one query."""
    rows = ReleaseState.objects.filter(release__in=list(releases)).order_by("pk")
    return {row.release_id: State(row.state) for row in rows}
