"""What a runtime must be able to do, whatever it is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from deployments.models import Release

Tell = Callable[[str], None]


class PreparationFailed(Exception):  # noqa: N818 - named for what is wrong
    """The release cannot be made ready to launch; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Actual:
    """What the runtime says at one moment. `revision` is the last one it followed."""

    revision: int
    routes: Mapping[str, Any]
    workers: Mapping[str, Any]
    error: str = ""
    boot: str = field(default="", compare=False)


class Runtime(Protocol):
    """Starts releases, moves endpoints between them, tells how they do."""

    def prepare(self, release: Release, tell: Tell) -> str:
        """Make everything a launch needs; the sentence says what was done."""

    def publish(self) -> int:
        """Want what the database says; the number of the wish."""

    def actual(self) -> Actual | None:
        """How everything really stands; None when nobody answers."""
