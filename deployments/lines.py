"""Releases and endpoints as lists show them: with the state they are in."""

from dataclasses import dataclass, replace

from deployments.lifecycle import WAITING, State, is_moving
from deployments.models import Deployment, Release, ReleaseState


@dataclass(frozen=True)
class ReleaseLine:
    """A release with the states it went through."""

    release: Release
    reached: tuple[ReleaseState, ...]
    failure: str = ""  # why it failed, as long as nobody erased it

    @property
    def now(self) -> State | None:
        """The state it is in."""
        return State(self.reached[-1].state) if self.reached else None

    @property
    def state(self) -> str:
        """Its state in words."""
        return self.now or WAITING

    @property
    def detail(self) -> str:
        """Why it failed, or what was noted when it got where it is."""
        return self.failure or (self.reached[-1].detail if self.reached else "")

    @property
    def is_moving(self) -> bool:
        """Whether it is on its way."""
        return is_moving(self.now)

    def as_of(self, row: Deployment) -> "ReleaseLine":
        """Less what happened after the endpoint's row was read: one moment."""
        if row.next_release_id != self.release.pk:
            return self
        then = tuple(each for each in self.reached if is_moving(State(each.state)))
        return replace(self, reached=then, failure="")

    @property
    def was_healthy(self) -> bool:
        """Whether it has ever answered."""
        return any(row.state == State.HEALTHY for row in self.reached)


@dataclass(frozen=True)
class DeploymentLine:
    """An endpoint with its newest release, as lists show it."""

    deployment: Deployment
    newest: ReleaseLine | None

    @property
    def state(self) -> str:
        """Of the newest release: what somebody asked for last."""
        return self.newest.state if self.newest else WAITING

    @property
    def is_moving(self) -> bool:
        """Whether to look again soon."""
        return self.newest is None or self.newest.is_moving
